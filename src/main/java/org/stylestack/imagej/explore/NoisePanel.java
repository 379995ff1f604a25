package org.stylestack.imagej.explore;

import java.awt.BorderLayout;
import java.util.Arrays;
import java.util.Locale;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JSpinner;
import org.stylestack.command.NoiseMode;
import org.stylestack.explore.Settings.LayerNoise;

/** The noise of the layers. */
final class NoisePanel extends Section {

    private static final double STRONGEST = 3;

    private final JComboBox<String> mode;
    private final JSpinner seed;
    private final NumberSlider strength;

    NoisePanel(LayerNoise start, Runnable changed) {
        super("Noise");
        mode = plain(new JComboBox<>(Arrays.stream(NoiseMode.values()).map(NoisePanel::word).toArray(String[]::new)));
        mode.setSelectedItem(word(start.mode()));
        mode.setToolTipText("constant is the model's own noise, random is drawn by the seed.");
        seed = MixPanel.seedField(start.seed(), "The seed by which random noise is drawn.", changed);
        seed.setEnabled(start.mode() == NoiseMode.RANDOM);
        strength = new NumberSlider(start.strength(), 0, STRONGEST, "What the layers' own strengths of noise are multiplied by.", changed);
        mode.addActionListener(e -> {
            seed.setEnabled(mode() == NoiseMode.RANDOM);
            changed.run();
        });
        JPanel row = new JPanel(new BorderLayout(6, 0));
        JPanel seeds = new JPanel(new BorderLayout(4, 0));
        seeds.add(plain(new JLabel("Seed")), BorderLayout.WEST);
        seeds.add(seed);
        row.add(mode, BorderLayout.WEST);
        row.add(seeds);
        add("Kind", row);
        add("Strength", strength);
    }

    private static String word(NoiseMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private NoiseMode mode() {
        return NoiseMode.values()[mode.getSelectedIndex()];
    }

    LayerNoise noise() {
        return new LayerNoise(mode(), ((Number) seed.getValue()).longValue(), strength.value());
    }

    void set(LayerNoise noise) {
        seed.setValue(noise.seed());
        strength.set(noise.strength());
        mode.setSelectedItem(word(noise.mode()));
    }
}
