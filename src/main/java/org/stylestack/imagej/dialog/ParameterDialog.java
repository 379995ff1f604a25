package org.stylestack.imagej.dialog;

import ij.IJ;
import ij.gui.HTMLDialog;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.EventQueue;
import java.awt.FlowLayout;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.event.KeyEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.KeyStroke;
import javax.swing.UIManager;
import javax.swing.WindowConstants;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.CommandParameter;

/**
 * The dialog for a command's parameters, made of its declaration: those that most users change, the others folded away, and a
 * preview where the command has one. It does not hold the other windows up.
 */
public final class ParameterDialog {

    private static final Color WRONG = new Color(0xb00020);
    private static final int MARGIN = 10;
    private static final int SCREEN_MARGIN = 80;

    private final CommandDeclaration declaration;
    private final JDialog dialog;
    private final Map<CommandParameter, ParameterField> fields = new LinkedHashMap<>();
    private final JScrollPane scrolled = new JScrollPane();
    private final JLabel problem = new JLabel(" ");
    private final Optional<PreviewPanel> preview;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Optional<Map<String, String>> chosen = Optional.empty();

    private ParameterDialog(CommandDeclaration declaration, Map<String, String> values) {
        this.declaration = declaration;
        dialog = new JDialog(IJ.getInstance(), title(declaration));
        for (CommandParameter parameter : declaration.parameters()) {
            String value = values.getOrDefault(parameter.key(),
                    parameter.style().equals(CommandParameter.MODEL) ? KnownModels.last() : parameter.initialText());
            fields.put(parameter, ParameterField.of(parameter, value, this::changed));
        }
        preview = PreviewPanel.of(declaration);

        JPanel content = new JPanel(new BorderLayout(2 * MARGIN, 0));
        content.setBorder(BorderFactory.createEmptyBorder(MARGIN, MARGIN, 0, MARGIN));
        content.add(new ParameterForm(fields, this::fit), BorderLayout.CENTER);
        preview.ifPresent(panel -> content.add(panel, BorderLayout.EAST));
        scrolled.setViewportView(content);
        scrolled.setBorder(null);
        scrolled.getVerticalScrollBar().setUnitIncrement(2 * MARGIN);
        dialog.add(scrolled, BorderLayout.CENTER);
        dialog.add(bottom(), BorderLayout.SOUTH);
        dialog.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        dialog.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosed(WindowEvent event) {
                closed.countDown();
            }
        });
        changed();
    }

    private static String title(CommandDeclaration declaration) {
        return declaration.label().replace("...", "");
    }

    /**
     * Shows the dialog, and waits until it is closed; not to be called in the thread of events.
     *
     * @param values what the fields show first, by key; the others show their initial values, and the model used last
     * @return the values by key, or empty if the user cancels
     */
    public static Optional<Map<String, String>> show(CommandDeclaration declaration, Map<String, String> values) {
        ParameterDialog[] shown = new ParameterDialog[1];
        try {
            EventQueue.invokeAndWait(() -> {
                shown[0] = new ParameterDialog(declaration, values);
                shown[0].fit();
                shown[0].dialog.setLocationRelativeTo(null);
                shown[0].dialog.setVisible(true);
            });
            shown[0].closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            // The device is free before the command takes one.
            Optional.ofNullable(shown[0]).flatMap(window -> window.preview).ifPresent(PreviewPanel::close);
        }
        return shown[0].chosen;
    }

    /** Has later dialogs begin with the model of these values, by key, which could be used. */
    public static void remember(CommandDeclaration declaration, Map<String, String> values) {
        declaration.parameters().stream().filter(parameter -> parameter.style().equals(CommandParameter.MODEL))
                .forEach(parameter -> KnownModels.use(values.get(parameter.key())));
    }

    private JComponent bottom() {
        JPanel buttons = new JPanel(new FlowLayout(FlowLayout.TRAILING, MARGIN / 2, 0));
        button(buttons, "Help", this::showHelp);
        button(buttons, "Cancel", dialog::dispose);
        dialog.getRootPane().setDefaultButton(button(buttons, "OK", this::accept));
        dialog.getRootPane().registerKeyboardAction(event -> dialog.dispose(), KeyStroke.getKeyStroke(KeyEvent.VK_ESCAPE, 0),
                JComponent.WHEN_IN_FOCUSED_WINDOW);
        problem.setForeground(WRONG);
        JPanel bottom = new JPanel(new BorderLayout(MARGIN, 0));
        bottom.setBorder(BorderFactory.createEmptyBorder(MARGIN, MARGIN, MARGIN, MARGIN));
        bottom.add(problem, BorderLayout.CENTER);
        bottom.add(buttons, BorderLayout.EAST);
        return bottom;
    }

    private static JButton button(JPanel panel, String label, Runnable pressed) {
        JButton button = new JButton(label);
        button.addActionListener(event -> pressed.run());
        panel.add(button);
        return button;
    }

    /** As large as its contents, but not larger than the screen, nor beyond its lower edge. */
    private void fit() {
        dialog.pack();
        Rectangle screen = GraphicsEnvironment.getLocalGraphicsEnvironment().getMaximumWindowBounds();
        int height = Math.min(dialog.getHeight(), screen.height - SCREEN_MARGIN);
        // Where one scrolls up and down, the bar takes no room from the fields.
        int bar = height < dialog.getHeight() ? scrolled.getVerticalScrollBar().getPreferredSize().width : 0;
        dialog.setSize(Math.min(dialog.getWidth() + bar, screen.width), height);
        dialog.setLocation(dialog.getX(), Math.max(screen.y, Math.min(dialog.getY(), screen.y + screen.height - height - SCREEN_MARGIN)));
    }

    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        fields.forEach((parameter, field) -> values.put(parameter.key(), field.text().get()));
        return values;
    }

    /** Shows the first value that is not allowed, or else what all of them make. */
    private void changed() {
        if (preview == null) {
            return;
        }
        String wrong = "";
        for (Map.Entry<CommandParameter, ParameterField> entry : fields.entrySet()) {
            String refusal = refusal(entry.getKey(), entry.getValue().text().get());
            entry.getValue().entry().setForeground(refusal.isEmpty() ? UIManager.getColor("TextField.foreground") : WRONG);
            wrong = wrong.isEmpty() ? refusal : wrong;
        }
        problem.setText(wrong.isEmpty() ? " " : wrong);
        problem.setToolTipText(wrong);
        if (wrong.isEmpty()) {
            preview.ifPresent(panel -> panel.show(values()));
        }
    }

    private static String refusal(CommandParameter parameter, String text) {
        try {
            parameter.parse(text);
            return "";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private void accept() {
        chosen = Optional.of(values());
        dialog.dispose();
    }

    private void showHelp() {
        new HTMLDialog(title(declaration) + " Help", HelpPage.of(declaration), false);
    }
}
