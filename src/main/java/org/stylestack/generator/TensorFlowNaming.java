package org.stylestack.generator;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stylestack.checkpoint.Tensor;

/**
 * NVIDIA's TensorFlow networks (stylegan2 and stylegan2-ada). Convolutions are [k, k, inputs, outputs], turned by 180°
 * where they go up; fully connected layers are [inputs, outputs]; the biases of styles lack the 1 that the network adds.
 */
final class TensorFlowNaming implements Naming {

    private static final Pattern LAYER = Pattern.compile("synthesis\\.b(\\d+)\\.(conv0|conv1|torgb|skip)\\.(.+)");
    private static final Pattern MAPPING = Pattern.compile("mapping\\.(?:fc(\\d+)|embed)\\.(.+)");

    @Override
    public Optional<String> translate(String name) {
        Matcher layer = LAYER.matcher(name);
        Matcher mapping = MAPPING.matcher(name);
        if (layer.matches()) {
            return layer(Integer.parseInt(layer.group(1)), layer.group(2), layer.group(3));
        } else if (mapping.matches()) {
            return mapping(mapping.group(1), mapping.group(2));
        }
        return Optional.ofNullable(switch (name) {
            case "synthesis.b4.const" -> "synthesis.4x4/Const/const";
            case "mapping.w_avg" -> "dlatent_avg";
            case "resample_kernel" -> "static_kwargs.resample_kernel";
            default -> null;
        });
    }

    private static Optional<String> layer(int resolution, String layer, String part) {
        int block = Integer.numberOfTrailingZeros(resolution) - 2;
        String scope = "synthesis." + resolution + "x" + resolution + "/" + switch (layer) {
            case "conv0" -> "Conv0_up/";
            case "conv1" -> block == 0 ? "Conv/" : "Conv1/";
            case "torgb" -> "ToRGB/";
            default -> "Skip/";
        };
        return Optional.ofNullable(switch (part) {
            case "weight", "bias", "noise_strength" -> scope + part;
            case "affine.weight" -> scope + "mod_weight";
            case "affine.bias" -> scope + "mod_bias";
            case "noise_const" -> "synthesis.noise" + (layer.equals("conv0") ? 2 * block - 1 : 2 * block);
            case "activation" -> layer.startsWith("conv") ? "static_kwargs.nonlinearity" : null;
            case "conv_clamp" -> "static_kwargs.conv_clamp";
            default -> null;
        });
    }

    private static Optional<String> mapping(String index, String part) {
        return Optional.ofNullable(switch (part) {
            case "weight", "bias" -> (index == null ? "mapping.LabelEmbed/" : "mapping.Dense" + index + "/") + part;
            case "activation" -> index == null ? null : "static_kwargs.mapping_nonlinearity";
            case "bias_gain" -> index == null ? null : "static_kwargs.mapping_lrmul";
            default -> null;
        });
    }

    @Override
    public Tensor arrange(String name, Tensor stored) {
        if (name.endsWith("affine.bias")) {
            float[] bias = stored.floats();
            for (int k = 0; k < bias.length; k++) {
                bias[k] += 1;
            }
            return Tensor.of(bias, stored.shape());
        } else if (!name.endsWith(".weight")) {
            return stored;
        } else if (stored.rank() == 2) {
            return stored.permute(1, 0);
        } else if (stored.rank() != 4) {
            return stored;
        }
        boolean up = name.endsWith("conv0.weight") || name.endsWith("skip.weight");
        return (up ? stored.flip(0).flip(1) : stored).permute(3, 2, 0, 1);
    }

    @Override
    public boolean isParameter(String fileName) {
        return fileName.startsWith("synthesis.") || fileName.startsWith("mapping.");
    }

    @Override
    public boolean isFilter(String fileName) {
        return false;
    }

    @Override
    public double filterSum() {
        return 1;
    }
}
