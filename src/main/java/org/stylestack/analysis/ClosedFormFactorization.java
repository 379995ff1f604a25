package org.stylestack.analysis;

import java.util.List;
import java.util.Map;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.ConvolutionParameters;

/**
 * SeFa: the directions of w that change the styles of some layers most (Shen and Zhou 2021, equation 5), as the singular
 * vectors of the layers' affine weights. Like rosinality's closed_form_factorization.py it takes the weights as they are stored,
 * which the equalised learning rate multiplies by one number, 1/√(w size), for all layers: that leaves the directions as they are.
 */
public final class ClosedFormFactorization {

    private ClosedFormFactorization() {}

    /**
     * @param layers modulated ones, with w of one size
     * @param count  how many directions, at most w size
     * @return unit vectors by falling singular value of all weights one above the other, [sum of inputs, w size]
     */
    public static Directions of(List<ConvolutionParameters> layers, int count) {
        int size = layers.get(0).affine().orElseThrow().inputs();
        // Its matrix WᵀW has the right singular vectors of W as eigenvectors.
        Covariance weights = new Covariance(size);
        layers.forEach(layer -> weights.add(layer.affine().orElseThrow().weight().floats()));
        Eigenvectors found = Eigenvectors.of(weights.products(), size, count);
        float[] singular = new float[count];
        for (int k = 0; k < count; k++) {
            singular[k] = (float) Math.sqrt(found.values()[k]);
        }
        return new Directions(Tensor.of(found.vectors(), count, size), Map.of("singular_values", Tensor.of(singular, count)));
    }
}
