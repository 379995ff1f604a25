package org.stylestack.imagej.explore;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.Insets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JFileChooser;
import javax.swing.JPanel;
import javax.swing.JSpinner;
import javax.swing.SpinnerNumberModel;
import javax.swing.SwingWorker;
import org.stylestack.analysis.Directions;
import org.stylestack.explore.Edit;
import org.stylestack.generator.Generator;

/** How far the face moves along directions of a file. */
final class DirectionsPanel extends Section {

    private static final double FARTHEST = 5;

    private record Row(JPanel panel, JSpinner component, NumberSlider strength) {}

    private final Generator generator;
    private final Runnable changed;
    private final Consumer<String> failed;
    private final JButton choose = plain(new JButton("Choose a file..."));
    private final JButton more = plain(new JButton("Add"));
    private final JPanel list = new JPanel();
    private final List<Row> rows = new ArrayList<>();
    private final LayerCells moved;
    private Optional<Path> file = Optional.empty();
    private Optional<Directions> directions = Optional.empty();

    /** @param failed hears why a file is not taken */
    DirectionsPanel(Optional<Edit> start, Generator generator, Runnable changed, Consumer<String> failed) {
        super("Directions");
        this.generator = generator;
        this.changed = changed;
        this.failed = failed;
        choose.setToolTipText("A file of directions in w, as Directions... writes it.");
        choose.addActionListener(e -> choose());
        more.setToolTipText("Moves along one more of the file's directions.");
        more.addActionListener(e -> addRow(nextComponent(), 0));
        BitSet all = new BitSet();
        all.set(0, generator.latentCount());
        moved = new LayerCells(generator.latentCount(), all, changed);
        list.setLayout(new BoxLayout(list, BoxLayout.Y_AXIS));
        JPanel buttons = new JPanel(new BorderLayout(6, 0));
        buttons.add(choose);
        buttons.add(more, BorderLayout.EAST);
        add("File", buttons);
        addWide(list);
        add("Layers", moved);
        set(start);
    }

    /** Without any, the file stays. */
    void set(Optional<Edit> edit) {
        rows.clear();
        list.removeAll();
        edit.ifPresent(along -> {
            take(along.file(), along.directions());
            moved.choose(along.layers());
            along.strengths().forEach(this::addRow);
        });
        laid();
        changed.run();
    }

    private void choose() {
        JFileChooser chooser = new JFileChooser(file.map(Path::toFile).orElse(null));
        if (chooser.showOpenDialog(this) == JFileChooser.APPROVE_OPTION) {
            open(chooser.getSelectedFile().toPath());
        }
    }

    /** Takes a file, with its first direction to begin with, once it is read; until then the window goes on. */
    private void open(Path chosen) {
        choose.setEnabled(false);
        new SwingWorker<Directions, Void>() {
            @Override
            protected Directions doInBackground() throws IOException {
                return Directions.read(chosen, generator.wSize());
            }

            @Override
            protected void done() {
                choose.setEnabled(true);
                try {
                    take(chosen, get());
                    rows.clear();
                    list.removeAll();
                    addRow(0, 0);
                } catch (ExecutionException e) {
                    failed.accept(Objects.requireNonNullElse(e.getCause().getMessage(), e.getCause().toString()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }.execute();
    }

    private void take(Path chosen, Directions read) {
        file = Optional.of(chosen.toAbsolutePath().normalize());
        directions = Optional.of(read);
        choose.setText(chosen.getFileName().toString());
    }

    private int nextComponent() {
        int highest = rows.stream().mapToInt(row -> (Integer) row.component().getValue()).max().orElse(-1);
        return Math.min(highest + 1, directions.orElseThrow().count() - 1);
    }

    void addRow(int component, double strength) {
        JSpinner number = new JSpinner(new SpinnerNumberModel(component, 0, directions.orElseThrow().count() - 1, 1));
        plain(((JSpinner.DefaultEditor) number.getEditor()).getTextField());
        number.setPreferredSize(new Dimension(58, number.getPreferredSize().height));
        number.setToolTipText("Which of the file's directions, from 0 on.");
        number.addChangeListener(e -> changed.run());
        NumberSlider slider = new NumberSlider(strength, -FARTHEST, FARTHEST,
                "How far: in standard deviations along principal components, in lengths of the vector along others.", changed);
        JPanel panel = new JPanel(new BorderLayout(4, 0));
        panel.setBorder(BorderFactory.createEmptyBorder(2, 0, 2, 0));
        JButton remove = plain(new JButton("\u00d7"));
        remove.setMargin(new Insets(0, 4, 0, 4));
        remove.setToolTipText("No longer moves along this direction.");
        Row row = new Row(panel, number, slider);
        remove.addActionListener(e -> remove(row));
        panel.add(number, BorderLayout.WEST);
        panel.add(slider);
        panel.add(remove, BorderLayout.EAST);
        rows.add(row);
        list.add(panel);
        laid();
        changed.run();
    }

    private void remove(Row row) {
        rows.remove(row);
        list.remove(row.panel());
        laid();
        changed.run();
    }

    private void laid() {
        more.setEnabled(directions.isPresent());
        revalidate();
        repaint();
    }

    /** How far along each; rows of one component add up. */
    Optional<Edit> edit() {
        SortedMap<Integer, Double> strengths = new TreeMap<>();
        rows.forEach(row -> strengths.merge((Integer) row.component().getValue(), row.strength().value(), Double::sum));
        strengths.values().removeIf(strength -> strength == 0);
        return directions.map(read -> new Edit(file.orElseThrow(), read, strengths, moved.chosen()));
    }
}
