package org.stylestack.generator;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.Tensor;

/**
 * rosinality's stylegan2-pytorch, and what builds on it: pSp and e4e, GPEN, PaddleGAN. The networks are of the skip
 * architecture without classes. PaddleGAN's fully connected layers are [inputs, outputs], the others' [outputs, inputs].
 */
final class RosinalityNaming implements Naming {

    private static final Pattern LAYER = Pattern.compile("synthesis\\.b(\\d+)\\.(conv0|conv1|torgb)\\.(.+)");
    private static final Pattern SKIP_FILTER = Pattern.compile("synthesis\\.b(\\d+)\\.resample_filter");
    private static final Pattern MAPPING = Pattern.compile("mapping\\.fc(\\d+)\\.(.+)");
    private static final Pattern PARAMETER = Pattern.compile("(style|input|conv1|convs|to_rgb1|to_rgbs)\\..*(?<!\\.kernel)");

    private final boolean transposed;

    /** @param transposed whether fully connected layers are [inputs, outputs] */
    RosinalityNaming(boolean transposed) {
        this.transposed = transposed;
    }

    static RosinalityNaming of(Checkpoint checkpoint) {
        return new RosinalityNaming(isTransposed(checkpoint));
    }

    /** The first affine layer that is not square tells; if all are, the program that wrote the file does. */
    private static boolean isTransposed(Checkpoint checkpoint) {
        String affine = ".modulation.weight";
        for (Map.Entry<String, Tensor> entry : checkpoint.tensors().entrySet()) {
            Tensor weight = entry.getValue();
            if (entry.getKey().endsWith(affine) && weight.rank() == 2 && weight.size(0) != weight.size(1)) {
                Tensor convolution = checkpoint.tensors().get(entry.getKey().replace(affine, ".weight"));
                return convolution != null && convolution.rank() == 5 && weight.size(1) == convolution.size(2);
            }
        }
        // GPEN keeps its generator under this name, and PyTorch's layout even where PaddlePaddle writes it.
        return checkpoint.format().startsWith("PaddlePaddle") && !checkpoint.generator().endsWith("generator");
    }

    @Override
    public Optional<String> translate(String name) {
        Matcher layer = LAYER.matcher(name);
        Matcher filter = SKIP_FILTER.matcher(name);
        Matcher mapping = MAPPING.matcher(name);
        if (layer.matches()) {
            return layer(block(layer), layer.group(2), layer.group(3));
        } else if (filter.matches()) {
            return Optional.of("to_rgbs." + (block(filter) - 1) + ".upsample.kernel");
        } else if (mapping.matches()) {
            return Optional.ofNullable(switch (mapping.group(2)) {
                case "weight", "bias" -> "style." + (Integer.parseInt(mapping.group(1)) + 1) + "." + mapping.group(2);
                case "bias_gain" -> "lr_mlp";
                default -> null;
            });
        }
        return Optional.ofNullable(switch (name) {
            case "synthesis.b4.const" -> "input.input";
            case "mapping.w_avg" -> "latent_avg";
            default -> null;
        });
    }

    /** 0 for 4×4, 1 for 8×8, and so on. */
    private static int block(Matcher resolution) {
        return Integer.numberOfTrailingZeros(Integer.parseInt(resolution.group(1))) - 2;
    }

    private static Optional<String> layer(int block, String layer, String part) {
        boolean toRgb = layer.equals("torgb");
        int convolution = layer.equals("conv0") ? 2 * block - 1 : 2 * block;
        String scope = toRgb ? block == 0 ? "to_rgb1." : "to_rgbs." + (block - 1) + "."
                : convolution == 0 ? "conv1." : "convs." + (convolution - 1) + ".";
        return Optional.ofNullable(switch (part) {
            case "weight" -> scope + "conv.weight";
            case "bias" -> scope + (toRgb ? "bias" : "activate.bias");
            case "affine.weight" -> scope + "conv.modulation.weight";
            case "affine.bias" -> scope + "conv.modulation.bias";
            case "noise_strength" -> scope + "noise.weight";
            case "resample_filter" -> scope + "conv.blur.kernel";
            case "noise_const" -> "noises.noise_" + convolution;
            default -> null;
        });
    }

    @Override
    public Tensor arrange(String name, Tensor stored) {
        return transposed && stored.rank() == 2 && name.endsWith(".weight") ? stored.permute(1, 0) : stored;
    }

    @Override
    public boolean isParameter(String fileName) {
        return PARAMETER.matcher(fileName).matches();
    }

    @Override
    public boolean isFilter(String fileName) {
        return fileName.endsWith(".blur.kernel") || fileName.endsWith(".upsample.kernel");
    }

    @Override
    public double filterSum() {
        return 4;
    }
}
