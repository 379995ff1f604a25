package org.stylestack.analysis;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The largest eigenvalues of a symmetric positive semidefinite matrix, falling, and their unit vectors. A vector is right up
 * to its sign; here its largest number is positive, so that the same matrix gives the same vectors.
 *
 * @param values  [K]
 * @param vectors K×size
 */
record Eigenvectors(double[] values, float[] vectors) {

    /**
     * @param matrix size×size
     * @param count  K, at most {@code size}
     */
    static Eigenvectors of(double[] matrix, int size, int count) {
        EigenDecomposition_F64<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.eig(size, true, true);
        if (!decomposition.decompose(DMatrixRMaj.wrap(size, size, matrix.clone()))) {
            throw new IllegalStateException("the eigenvectors of a matrix of " + size + "×" + size + " were not found");
        }
        int[] falling = IntStream.range(0, size).boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -decomposition.getEigenvalue(k).real))
                .limit(count).mapToInt(Integer::intValue).toArray();
        double[] values = new double[count];
        float[] vectors = new float[count * size];
        for (int k = 0; k < count; k++) {
            // Rounding may leave the least ones a little below zero.
            values[k] = Math.max(0, decomposition.getEigenvalue(falling[k]).real);
            put(decomposition.getEigenVector(falling[k]).data, vectors, k * size);
        }
        return new Eigenvectors(values, vectors);
    }

    private static void put(double[] vector, float[] into, int at) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.abs(value) > Math.abs(largest) ? value : largest;
        }
        for (int k = 0; k < vector.length; k++) {
            into[at + k] = (float) (Math.signum(largest) * vector[k]);
        }
    }
}
