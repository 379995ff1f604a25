package org.stylestack.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.stylestack.layer.Profile;
import org.stylestack.layer.Profile.Layer;
import org.stylestack.layer.Profile.Limits;
import org.stylestack.layer.Profile.Timer;

/**
 * A profile as a table for people, a line a layer: milliseconds an image, operations of the direct algorithm and least traffic
 * of memory in a second, and what share of the layer's time the device would take at its limits, whichever of the two it meets
 * first (the roofline; Williams, Waterman and Patterson 2009). Winograd's algorithm can exceed 100 %.
 */
final class ProfileTable {

    private final Profile profile;
    private final int images;

    /** @param images how many images the profile holds */
    ProfileTable(Profile profile, int images) {
        this.profile = profile;
        this.images = images;
    }

    /** @param milliseconds the images' mean time, launches and what lies between them */
    void print(PrintWriter out, double milliseconds) {
        out.printf("%-16s %9s %8s %7s %6s  %s%n", "layer", "ms", "GFLOP/s", "GB/s", "limit", "ms by kernel");
        profile.layers().forEach((name, layer) -> out.println(line(name, layer)));
        double sum = profile.layers().values().stream().mapToLong(Layer::nanoseconds).sum() / 1e6 / images;
        double operations = profile.layers().values().stream().mapToDouble(Layer::operations).sum() / images;
        out.println(line("sum", sum, operations / sum / 1e6));
        out.println(String.format(Locale.ROOT, "%-16s %9.3f", "between launches", milliseconds - sum));
        out.println(line("image", milliseconds, operations / milliseconds / 1e6));
        profile.limits().map(ProfileTable::line).ifPresent(out::println);
    }

    private String line(String name, Layer layer) {
        double seconds = layer.nanoseconds() / 1e9;
        String share = profile.limits().map(limits -> Math.round(100 * least(layer, limits) / seconds) + " %").orElse("");
        String kernels = layer.kernels().entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.comparing(Timer::nanoseconds).reversed()))
                .map(kernel -> String.format(Locale.ROOT, "%s %.3f", kernel.getKey(),
                        kernel.getValue().nanoseconds() / 1e6 / images))
                .collect(Collectors.joining(", "));
        String work = line(name, seconds * 1e3 / images, layer.operations() / seconds / 1e9);
        return String.format(Locale.ROOT, "%s %7.2f %6s  %s", work, layer.bytes() / seconds / 1e9, share, kernels);
    }

    private static String line(String name, double milliseconds, double gigaflops) {
        return String.format(Locale.ROOT, "%-16s %9.3f %8.1f", name, milliseconds, gigaflops);
    }

    private static String line(Limits limits) {
        return String.format(Locale.ROOT, "Limits of the device, as measured: %.1f GFLOP/s in registers, %.1f GB/s",
                limits.operations() / 1e9, limits.bytes() / 1e9);
    }

    /** Seconds that the device needs at least. */
    private static double least(Layer layer, Limits limits) {
        return Math.max(layer.operations() / limits.operations(), layer.bytes() / limits.bytes());
    }
}
