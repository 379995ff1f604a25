package org.stylestack.command;

import ij.gui.Plot;
import ij.measure.ResultsTable;
import java.awt.Color;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stylestack.analysis.Difference;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;

/** How much faces of two settings differ at each resolution, face by face and over all. */
final class ResolutionDifferences {

    /** Of two faces. */
    private record Pair(Map<String, String> faces, Map<Output, Difference> differences) {}

    private final List<Pair> pairs = new ArrayList<>();

    /**
     * @param firstFace  what tells the first face apart, by the headings of the table's columns
     * @param secondFace the same of the second
     * @param first      the skips and the RGB of each resolution
     * @param second     of the same
     */
    void add(Map<String, String> firstFace, Map<String, String> secondFace, Map<Output, float[]> first, Map<Output, float[]> second) {
        Map<String, String> faces = new LinkedHashMap<>(firstFace);
        faces.putAll(secondFace);
        Map<Output, Difference> differences = first.keySet().stream()
                .collect(Collectors.toMap(output -> output, output -> Difference.of(first.get(output), second.get(output))));
        pairs.add(new Pair(faces, differences));
    }

    /** A row for each pair of faces and resolution, and one for each resolution over all. */
    void write(ResultsTable table) {
        List<Pair> all = new ArrayList<>(pairs);
        Map<String, String> every = new LinkedHashMap<>(pairs.get(0).faces);
        every.replaceAll((heading, face) -> "all");
        all.add(new Pair(every, overall()));
        for (Pair pair : all) {
            for (String resolution : resolutions()) {
                table.addRow();
                pair.faces.forEach(table::addValue);
                table.addValue("Resolution", Integer.parseInt(resolution));
                Difference skips = pair.differences.get(new Output(Kind.SKIPS, resolution));
                Difference rgb = pair.differences.get(new Output(Kind.RGB, resolution));
                table.addValue("SkipsRMS", skips.rms());
                table.addValue("SkipsMax", skips.max());
                table.addValue("RgbRMS", rgb.rms());
                table.addValue("RgbMax", rgb.max());
            }
        }
    }

    /** RMS over all by resolution, of the skips and of the RGB. */
    void draw(Plot plot) {
        Map<Output, Difference> overall = overall();
        Set<String> resolutions = resolutions();
        double[] x = new double[resolutions.size()];
        for (int k = 0; k < x.length; k++) {
            x[k] = k;
        }
        double largest = overall.values().stream().mapToDouble(Difference::rms).max().orElse(0);
        plot.setXYLabels(resolutions.stream().map(resolution -> Integer.toString(Integer.parseInt(resolution)))
                .collect(Collectors.joining(",", "{", "}")), "RMS of the difference");
        plot.setLimits(-0.5, x.length - 0.5, 0, largest > 0 ? 1.1 * largest : 1);
        curve(plot, Color.BLUE, x, overall, Kind.SKIPS);
        curve(plot, Color.RED, x, overall, Kind.RGB);
        plot.setColor(Color.BLACK);
        plot.addLegend("image so far (skips)\nadded (rgb)");
    }

    private void curve(Plot plot, Color colour, double[] x, Map<Output, Difference> overall, Kind kind) {
        double[] y = resolutions().stream().mapToDouble(resolution -> overall.get(new Output(kind, resolution)).rms()).toArray();
        plot.setColor(colour);
        plot.add("connected circle", x, y);
    }

    private Set<String> resolutions() {
        return pairs.stream().flatMap(pair -> pair.differences.keySet().stream()).map(Output::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** All faces have as many pixels, so that the mean of their squares is that of all. */
    private Map<Output, Difference> overall() {
        Map<Output, Difference> overall = new HashMap<>();
        for (Output output : pairs.get(0).differences.keySet()) {
            double squares = pairs.stream().mapToDouble(pair -> Math.pow(pair.differences.get(output).rms(), 2)).average().orElseThrow();
            double max = pairs.stream().mapToDouble(pair -> pair.differences.get(output).max()).max().orElseThrow();
            overall.put(output, new Difference(Math.sqrt(squares), max));
        }
        return overall;
    }
}
