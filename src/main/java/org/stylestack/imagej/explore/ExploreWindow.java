package org.stylestack.imagej.explore;

import ij.WindowManager;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.GridLayout;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.ScrollPaneConstants;
import javax.swing.WindowConstants;
import org.stylestack.command.Models;
import org.stylestack.explore.ExploreSession;
import org.stylestack.explore.ExploreSession.Picture;
import org.stylestack.explore.ExploredModel;
import org.stylestack.explore.FrameTime;
import org.stylestack.explore.Settings;
import org.stylestack.generator.Generator;
import org.stylestack.image.Labels;
import org.stylestack.image.Series;
import org.stylestack.synthesis.Output.Kind;

/** Explore's window: controls on the left, the face with its skips on the right. Closing it frees the device. */
final class ExploreWindow extends JFrame implements ExploreSession.Watcher {

    private static final int FACE_SIDE = 600;
    private static final int CONTROLS_WIDTH = 320;
    /** How far the mouse goes on the face from seed to seed. */
    private static final double PIXELS_PER_SEED = 200;

    private final Generator generator;
    private final Recipes recipes;
    private final Settings start;
    private final String device;
    private final PictureView face = new PictureView(FACE_SIDE);
    private final SkipStrip skips;
    private final StatusLine status;
    private final FacePanel point;
    private final TruncationPanel truncation;
    private final MixPanel mix;
    private final NoisePanel noise;
    private final DirectionsPanel directions;
    private final ViewPanel view;
    private final Snapshots snapshots;
    private final MacroText macros = new MacroText();
    /** Begun when all controls are there. */
    private final ExploreSession session;

    /**
     * Opens the window, which owns the model from then on.
     *
     * @param start where to begin
     */
    static ExploreWindow open(ExploredModel model, Settings start, Recipes recipes) {
        CompletableFuture<ExploreWindow> window = new CompletableFuture<>();
        try {
            EventQueue.invokeAndWait(() -> window.complete(new ExploreWindow(model, start, recipes)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
        return window.join();
    }

    private ExploreWindow(ExploredModel model, Settings start, Recipes recipes) {
        super("Explore " + name(recipes.values().get("model")));
        this.generator = model.generator();
        this.recipes = recipes;
        this.start = start;
        this.device = model.device();
        int layers = generator.latentCount();
        skips = new SkipStrip(generator);
        status = new StatusLine(device, model::memory);
        point = new FacePanel(start.point(), this::changed, status::fail);
        truncation = new TruncationPanel(start, layers, this::changed);
        mix = new MixPanel(start.mix(), layers, this::changed);
        noise = new NoisePanel(start.noise(), this::changed);
        directions = new DirectionsPanel(start.edit(), generator, this::changed, status::fail);
        view = new ViewPanel(generator, this::changed);
        snapshots = new Snapshots(generator);
        WalkInput.install(face, PIXELS_PER_SEED, point::step);
        face.setToolTipText("Drag to walk between seeds; arrow keys step from seed to seed, with Shift by tenths.");
        lay();
        setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        session = new ExploreSession(model, this);
        addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosed(WindowEvent e) {
                WindowManager.removeWindow((Window) ExploreWindow.this);
                session.close();
            }
        });
        pack();
        WindowManager.addWindow((Window) this);
        setVisible(true);
        face.requestFocusInWindow();
        changed();
    }

    private static String name(String model) {
        return model.isBlank() ? Models.SAMPLE : Path.of(model.strip()).getFileName().toString();
    }

    private void lay() {
        JScrollPane scroll = new JScrollPane(new Column(point, truncation, mix, noise, directions, view),
                ScrollPaneConstants.VERTICAL_SCROLLBAR_AS_NEEDED, ScrollPaneConstants.HORIZONTAL_SCROLLBAR_NEVER);
        scroll.setBorder(BorderFactory.createEmptyBorder());
        JPanel buttons = new JPanel(new GridLayout(1, 0, 6, 0));
        buttons.setBorder(BorderFactory.createEmptyBorder(8, 10, 8, 10));
        buttons.add(button("Snapshot", KeyEvent.VK_S, "Adds the face with its recipe to a stack; Regenerate... makes it again.",
                this::takeSnapshot));
        buttons.add(button("Macro", KeyEvent.VK_M, "Writes the macro that makes this face: to the recorder, or where none is open to an editor.",
                this::writeMacro));
        buttons.add(button("Reset", KeyEvent.VK_R, "Goes back to how the window opened.", this::reset));
        JPanel controls = new JPanel(new BorderLayout());
        controls.add(scroll);
        controls.add(buttons, BorderLayout.SOUTH);
        controls.setPreferredSize(new Dimension(CONTROLS_WIDTH, controls.getPreferredSize().height));
        controls.setBorder(BorderFactory.createMatteBorder(0, 0, 0, 1, new Color(0xb4, 0xba, 0xc2)));

        JPanel pictures = new JPanel(new BorderLayout());
        pictures.add(face);
        pictures.add(skips, BorderLayout.SOUTH);
        add(controls, BorderLayout.WEST);
        add(pictures);
        add(status, BorderLayout.SOUTH);
    }

    private static JComponent button(String name, int mnemonic, String help, Runnable action) {
        JButton button = Section.plain(new JButton(name));
        button.setMnemonic(mnemonic);
        button.setToolTipText(help);
        button.addActionListener(e -> action.run());
        return button;
    }

    private Settings settings() {
        return new Settings(point.point(), truncation.psi(), truncation.cutoff(), mix.mix(), noise.noise(), directions.edit());
    }

    private void changed() {
        if (session != null) {
            session.show(settings(), view.layer());
        }
    }

    // -- Pictures, on the session's thread --

    @Override
    public void picture(Picture picture) {
        boolean isLayer = picture.output().kind() == Kind.LAYERS;
        BufferedImage image = image(picture, isLayer ? view.channel() : 0);
        if (!isLayer) {
            skips.show(picture.shape().h(), image);
        }
        if (picture.isDue() && isLayer == view.layer().isPresent()) {
            face.show(image);
        }
    }

    private BufferedImage image(Picture picture, int channel) {
        Series series = new Series(picture.output(), picture.shape(), Labels.of(1, index -> "", index -> ""), generator.resolution());
        return series.processor(picture.values(), Math.min(channel, picture.shape().c() - 1)).getBufferedImage();
    }

    @Override
    public void frame(FrameTime time) {
        status.show(time);
    }

    @Override
    public void failed(String message) {
        EventQueue.invokeLater(() -> status.fail(message));
    }

    // -- Buttons --

    private void takeSnapshot() {
        Settings settings = settings();
        session.take(settings).whenComplete((values, failure) -> EventQueue.invokeLater(() -> {
            try {
                if (failure == null) {
                    snapshots.add(settings.label(), values, recipes.provenance(settings, device));
                } else if (!session.isClosed()) {
                    status.fail(Objects.requireNonNullElse(failure.getMessage(), failure.toString()));
                }
            } catch (IOException e) {
                status.fail(e.getMessage());
            }
        }));
    }

    private void writeMacro() {
        macros.write(recipes.recording(settings()).macro());
    }

    private void reset() {
        point.go(start.point());
        truncation.set(start.psi(), start.cutoff());
        mix.set(start.mix());
        noise.set(start.noise());
        directions.set(start.edit());
    }
}
