package org.stylestack.layer.opencl;

/**
 * The work-items of a launch, in one to three dimensions.
 *
 * @param items how many, a multiple of the group's size in every dimension
 * @param group the work-group's size
 */
record Range(long[] items, long[] group) {

    /** At least that many items in one dimension. */
    static Range of(long items, int group) {
        return new Range(new long[] {(items + group - 1) / group * group}, new long[] {group});
    }

    /** Groups of items in one dimension, which lie in three. */
    static Range groups(int items, long x, long y, long z) {
        return new Range(new long[] {x * items, y, z}, new long[] {items, 1, 1});
    }

    /** An item for each pixel of planes, as {@code opencl/planes_gpu.cl} counts them. */
    static Range planes(long planes, int height, int width) {
        int down = height > 1 ? 4 : 1;
        return new Range(new long[] {(width + 31) / 32 * 32 * planes, (height + down - 1) / down * down}, new long[] {32, down});
    }

    /** At least that many items in two dimensions. */
    static Range plane(long x, long y, int groupX, int groupY) {
        return new Range(new long[] {(x + groupX - 1) / groupX * groupX, (y + groupY - 1) / groupY * groupY},
                new long[] {groupX, groupY});
    }
}
