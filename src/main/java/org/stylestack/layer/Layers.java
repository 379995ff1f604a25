package org.stylestack.layer;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;

/**
 * The operations of a StyleGAN2 generator on one device. Tensors stay on the device until {@link #download}; launches may
 * return before they have run. An instance serves one thread at a time; closing it frees all that it still holds.
 * <p>
 * Every operation throws {@link DeviceException} where the device fails or its memory ends, and
 * {@link java.util.concurrent.CancellationException} once the watched flag says so.
 */
public interface Layers extends AutoCloseable {

    /**
     * The largest tensor of a batch on a processor, in elements, 150 MB: larger ones make no face faster, and who cancels waits
     * while the system hands out their memory, in which nothing can stop it.
     */
    long LARGEST_ON_PROCESSORS = 9L << 22;

    /** What the user reads of the device: {@code "opencl: NVIDIA H200 (driver 550.54)"}. */
    String device();

    /** The largest tensor that a batch should have, in elements; a single sample may have larger ones. */
    long largestTensor();

    MemoryUse memory();

    /** Asks for the flag between launches, and stops with a CancellationException where it is true. */
    void watch(BooleanSupplier cancelled);

    /** Opens a scope; closing it frees every tensor made since that nobody has closed, as after a failure. */
    Scope scope();

    /** See {@link #scope()}. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Tells, within a {@link #scope()}, the largest input of a layer and its output that will come: a device that makes room for them
     * at once need not make it for every smaller one before.
     */
    default void expect(Shape input, Shape output) {}

    /** The most bytes that a layer takes in its midst besides its maps, however many samples there are; 0 where it is little. */
    default long scratch(ConvolutionParameters layer) {
        return 0;
    }

    DeviceTensor upload(Shape shape, float[] values);

    /** Numbers of the model as a tensor that no scope frees; the host need not wait until they are there. */
    default DeviceTensor load(Shape shape, Tensor values) {
        return upload(shape, values.floats());
    }

    /** Waits for what was launched, and copies a tensor into the first elements of an array. */
    void download(DeviceTensor tensor, float[] into);

    FullyConnected load(FullyConnectedParameters parameters);

    /** @param modulated the layers whose styles are made */
    default AffineLayers loadAffine(List<ConvolutionParameters> modulated) {
        return new SingleAffineLayers(this, modulated);
    }

    /** @param filter the filter of the layer's resampling, with sum 1 */
    ModulatedConvolution load(ConvolutionParameters parameters, Filter filter);

    /** Each vector divided by its root mean square: {@code x / √(mean(x²) + 1e-8)}; N×C → N×C. */
    DeviceTensor normalize(DeviceTensor x);

    /** N×A and N×B → N×(A+B). */
    DeviceTensor concatenate(DeviceTensor a, DeviceTensor b);

    /** a + b of one shape. */
    DeviceTensor add(DeviceTensor a, DeviceTensor b);

    /**
     * Blends the first sample of each pair with the second under a mask: {@code x₀·(1 − m) + x₁·m}; the second stays as it is.
     *
     * @param x    2N×C×H×W
     * @param mask 1×1×H×W, 0 to 1
     */
    DeviceTensor blendPairs(DeviceTensor x, DeviceTensor mask);

    /**
     * The skip connection: {@code own + upsample2d(below)}.
     *
     * @param below N×C×H×W
     * @param own   N×C×2H×2W
     */
    DeviceTensor upsampleAndAdd(DeviceTensor below, Filter filter, DeviceTensor own);

    /** upfirdn2d of stylegan2-ada-pytorch, on each channel by itself. */
    DeviceTensor resample(DeviceTensor x, Filter filter, Resample resample);

    /**
     * {@code activation(x + strength · noise + bias)}.
     *
     * @param noise 1×1×H×W or N×1×H×W; may be null for none
     * @param bias  1×C; may be null for none
     */
    DeviceTensor biasActivation(DeviceTensor x, DeviceTensor noise, float strength, DeviceTensor bias, Activation activation);

    @Override
    void close();
}
