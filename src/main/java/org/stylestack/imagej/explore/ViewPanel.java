package org.stylestack.imagej.explore;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.util.Optional;
import java.util.Set;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JSpinner;
import javax.swing.SpinnerNumberModel;
import org.stylestack.command.GenerateOptions;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Rng;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Outputs;

/** What is shown large: the face, or a channel of a layer's map. */
final class ViewPanel extends Section {

    private static final String FACE = "face";

    private final JComboBox<String> layer = plain(new JComboBox<>());
    private final SpinnerNumberModel channels = new SpinnerNumberModel(0, 0, 0, 1);

    ViewPanel(Generator generator, Runnable changed) {
        super("View");
        var shapes = Outputs.shapes(generator, GenerateOptions.drawn("face", "0", Rng.NUMPY), Set.of(Kind.LAYERS));
        layer.addItem(FACE);
        shapes.keySet().forEach(output -> layer.addItem(output.name()));
        layer.setToolTipText("The face, or a layer's map after activation, from its smallest number in black to its largest in white.");
        JSpinner channel = new JSpinner(channels);
        channel.setToolTipText("Which of the layer's channels, from 0 on.");
        channel.setPreferredSize(new Dimension(62, channel.getPreferredSize().height));
        channel.setEnabled(false);
        channel.addChangeListener(e -> changed.run());
        layer.addActionListener(e -> {
            channel.setEnabled(layer().isPresent());
            layer().ifPresent(name -> {
                int last = shapes.get(new Output(Kind.LAYERS, name)).c() - 1;
                channels.setMaximum(last);
                channels.setValue(Math.min(channel(), last));
            });
            changed.run();
        });
        JPanel right = new JPanel(new BorderLayout(4, 0));
        right.add(plain(new JLabel("Channel")), BorderLayout.WEST);
        right.add(channel);
        JPanel row = new JPanel(new BorderLayout(6, 0));
        row.add(layer);
        row.add(right, BorderLayout.EAST);
        add("Shows", row);
    }

    Optional<String> layer() {
        return Optional.of((String) layer.getSelectedItem()).filter(name -> !name.equals(FACE));
    }

    int channel() {
        return channels.getNumber().intValue();
    }
}
