package org.stylestack.generator;

/**
 * What follows a layer's bias: {@code clamp(gain · f(x; alpha), ±clamp)}, as bias_act of stylegan2-ada-pytorch.
 *
 * @param function the non-linearity f
 * @param alpha    slope of {@link Function#LRELU} below zero
 * @param gain     factor applied after f
 * @param clamp    largest magnitude let through, at least 0; infinite for none
 */
public record Activation(Function function, float alpha, float gain, float clamp) {

    /** The non-linearities of bias_act; the generators here use the first and the third. */
    public enum Function { LINEAR, RELU, LRELU, TANH, SIGMOID, ELU, SELU, SOFTPLUS, SWISH }

    /** Nothing but the bias. */
    public static final Activation NONE = new Activation(Function.LINEAR, 0, 1, Float.POSITIVE_INFINITY);

    /** Leaky ReLU with slope 0.2 and gain √2, which keeps unit variance. */
    public static final Activation LEAKY_RELU =
            new Activation(Function.LRELU, 0.2f, (float) Math.sqrt(2), Float.POSITIVE_INFINITY);

    /** Whether f(x) is max(x, {@link #slope} · x). */
    public boolean isLeaky() {
        return function == Function.LINEAR || function == Function.LRELU && alpha >= 0 && alpha <= 1;
    }

    /** Of a leaky function: its slope below zero. */
    public float slope() {
        return function == Function.LINEAR ? 1 : alpha;
    }
}
