package org.stylestack.generator;

import java.util.Optional;
import java.util.regex.Pattern;
import org.stylestack.checkpoint.Tensor;

/** NVIDIA's stylegan2-ada-pytorch and the StyleGAN2 networks of its stylegan3 repository: the common names themselves. */
final class NvidiaNaming implements Naming {

    /** Layers that do not resample hold a filter, too, and not always the same. */
    private static final Pattern FILTER = Pattern.compile("synthesis\\.b\\d+\\.((conv0|skip)\\.)?resample_filter");

    @Override
    public Optional<String> translate(String name) {
        return Optional.of(name);
    }

    @Override
    public Tensor arrange(String name, Tensor stored) {
        return stored;
    }

    @Override
    public boolean isParameter(String fileName) {
        return (fileName.startsWith("synthesis.") || fileName.startsWith("mapping.")) && !fileName.endsWith(".resample_filter");
    }

    @Override
    public boolean isFilter(String fileName) {
        return FILTER.matcher(fileName).matches();
    }

    @Override
    public double filterSum() {
        return 1;
    }
}
