package org.stylestack.imagej.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Insets;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import javax.swing.JTextField;
import javax.swing.LookAndFeel;
import javax.swing.UIManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.CommandParameter;

/** An empty field says what it stands for, and the text of the user alone once there is some. */
class PromptFieldTest {

    @Test
    void saysWhatItStandsForWhileItIsEmpty() {
        assertFalse(Arrays.equals(pixels(new PromptField("", 24, "0-7")), pixels(new JTextField("", 24))));
        assertTrue(Arrays.equals(pixels(new PromptField("3", 24, "0-7")), pixels(new JTextField("3", 24))));
        assertEquals("", new PromptField("", 24, "0-7").getText(), "which is not its value");
    }

    /** Lighter than text by as much as would make a letter of a word, and dark enough to be read. */
    @ParameterizedTest
    @ValueSource(strings = {"javax.swing.plaf.metal.MetalLookAndFeel", "javax.swing.plaf.nimbus.NimbusLookAndFeel",
        "com.sun.java.swing.plaf.motif.MotifLookAndFeel"})
    void isGreyWhateverTheLook(String look) throws Exception {
        LookAndFeel before = UIManager.getLookAndFeel();
        try {
            UIManager.setLookAndFeel(look);
            int typed = darkest(new JTextField("0-7", 24));
            int prompt = darkest(new PromptField("", 24, "0-7"));
            int field = darkest(new JTextField("", 24));
            assertTrue(typed + 50 < prompt && prompt + 60 < field, typed + " < " + prompt + " < " + field);
        } finally {
            UIManager.setLookAndFeel(before);
        }
    }

    /** The least brightness within the border, 0 to 255. */
    private static int darkest(JTextField field) {
        int[] pixels = pixels(field);
        Insets insets = field.getInsets();
        int least = 255;
        for (int y = insets.top; y < field.getHeight() - insets.bottom; y++) {
            for (int x = insets.left; x < field.getWidth() - insets.right; x++) {
                least = Math.min(least, new Color(pixels[y * field.getWidth() + x]).getGreen());
            }
        }
        return least;
    }

    private static int[] pixels(JTextField field) {
        field.setSize(field.getPreferredSize());
        BufferedImage image = new BufferedImage(field.getWidth(), field.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        field.paint(graphics);
        graphics.dispose();
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @ParameterizedTest
    @CsvSource({"GenerateFaces, seeds, '0-7, or all of a file'", "StudyNoise, seeds, '0, or all of a file'", "MixStyles, cols, '4-7, or all of a file'",
        "EditRegion, seeds, 'the face of the active window, or all of a file'",
        "GenerateFaces, class, 'no class, where the model has none'", "EditDirection, layers, all"})
    void whatItStandsForIsInTheHelpToo(String command, String key, String text) {
        CommandParameter parameter = CommandDeclaration.of(CommandDeclaration.named("org.stylestack.command." + command)).parameter(key);
        assertEquals(text, parameter.empty());
        assertTrue(parameter.help().endsWith(". Empty for " + text + "."), parameter.help());
    }
}
