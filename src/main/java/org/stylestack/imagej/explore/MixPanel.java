package org.stylestack.imagej.explore;

import java.awt.Dimension;
import java.awt.GridLayout;
import java.awt.Insets;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import javax.swing.JButton;
import javax.swing.JPanel;
import javax.swing.JSpinner;
import javax.swing.JTextField;
import javax.swing.SpinnerNumberModel;
import org.stylestack.command.StyleLayers;
import org.stylestack.explore.Settings.Mix;
import org.stylestack.latent.Seeds;

/** Another seed's styles at some layers. */
final class MixPanel extends Section {

    private final JSpinner seed;
    private final LayerCells cells;

    MixPanel(Optional<Mix> start, int layers, Runnable changed) {
        super("Style mixing");
        seed = seedField(start.map(Mix::seed).orElse(1L), "The seed whose styles the chosen layers have.", changed);
        cells = new LayerCells(layers, start.map(Mix::layers).orElse(new BitSet()), changed);
        JPanel groups = new JPanel(new GridLayout(1, 0, 4, 0));
        groups.add(button("None", "No layer is the other seed's.", new BitSet()));
        for (String group : new String[] {"Coarse", "Middle", "Fine"}) {
            try {
                groups.add(button(group, "The " + group.toLowerCase(Locale.ROOT) + " layers.",
                        StyleLayers.parse("layers", group, layers)));
            } catch (IllegalArgumentException small) {
                // A small model has no such layers.
            }
        }
        add("Seed", seed);
        add("Layers", cells);
        add("", groups);
    }

    /** A field for a seed. */
    static JSpinner seedField(long start, String help, Runnable changed) {
        JSpinner seed = new JSpinner(new SpinnerNumberModel(Long.valueOf(start), Long.valueOf(0), Long.valueOf(Seeds.LARGEST), Long.valueOf(1)));
        seed.setEditor(new JSpinner.NumberEditor(seed, "0"));
        // As wide as its place, and not as the largest seed.
        seed.setPreferredSize(new Dimension(0, seed.getPreferredSize().height));
        plain(((JSpinner.DefaultEditor) seed.getEditor()).getTextField()).setHorizontalAlignment(JTextField.LEFT);
        seed.setToolTipText(help);
        seed.addChangeListener(e -> changed.run());
        return seed;
    }

    private JButton button(String name, String help, BitSet layers) {
        JButton button = plain(new JButton(name));
        button.setMargin(new Insets(1, 2, 1, 2));
        button.setToolTipText(help);
        button.addActionListener(e -> cells.choose(layers));
        return button;
    }

    Optional<Mix> mix() {
        BitSet layers = cells.chosen();
        return layers.isEmpty() ? Optional.empty() : Optional.of(new Mix(((Number) seed.getValue()).longValue(), layers));
    }

    void set(Optional<Mix> mix) {
        mix.ifPresent(with -> seed.setValue(with.seed()));
        cells.choose(mix.map(Mix::layers).orElse(new BitSet()));
    }
}
