package org.stylestack.generator;

import java.util.Optional;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.Tensor;

/**
 * How one program names and lays out what stylegan2-ada-pytorch calls {@code synthesis.b8.conv0.affine.weight}: those
 * names and layouts are the common ones here, since they can express every network that the others can.
 */
interface Naming {

    /** The naming of a checkpoint, from its tensors' names. */
    static Naming of(Checkpoint checkpoint) {
        if (checkpoint.tensors().keySet().stream().anyMatch(name -> name.startsWith("synthesis.b4."))) {
            return new NvidiaNaming();
        } else if (checkpoint.tensors().keySet().stream().anyMatch(name -> name.startsWith("synthesis.4x4/"))) {
            return new TensorFlowNaming();
        }
        return RosinalityNaming.of(checkpoint);
    }

    /** The file's name for a parameter or setting; empty if this naming cannot express it. */
    Optional<String> translate(String name);

    /**
     * A parameter in the common layout but for dimensions of size 1; as it is if it does not have the rank expected.
     *
     * @param name the common name
     */
    Tensor arrange(String name, Tensor stored);

    /** Whether a tensor of the file must be part of the generator; one that is not used then shows that another is missing. */
    boolean isParameter(String fileName);

    /** Whether a tensor of the file is a filter by which the network resamples. */
    boolean isFilter(String fileName);

    /** What the taps of the stored filters sum up to. */
    double filterSum();
}
