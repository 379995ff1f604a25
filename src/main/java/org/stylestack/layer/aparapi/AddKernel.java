package org.stylestack.layer.aparapi;

/** {@code y = a + b}; an item is a run of {@link #RUN} numbers. */
final class AddKernel extends LayerKernel {

    static final int RUN = 1024;

    float[] a;
    float[] b;
    float[] y;
    int count;

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            int end = min(count, (item + 1) * RUN);
            for (int k = item * RUN; k < end; k++) {
                y[k] = a[k] + b[k];
            }
        }
    }
}
