package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.install.Run;

/** plugins.config, and the one class that it names. */
class MenuEntryTest {

    private static final Pattern ENTRY =
            Pattern.compile("Plugins>StyleStack, \"([^\"]+)\", org\\.stylestack\\.imagej\\.MenuEntry\\(\"([^\"]+)\"\\)");
    private static final int JAVA_8 = 52;

    static List<String> entries() throws IOException {
        try (BufferedReader config = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(MenuEntryTest.class.getResourceAsStream("/plugins.config")), StandardCharsets.UTF_8))) {
            return config.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }

    @Test
    void everyEntryIsACommandByItsLabelGoesThroughMenuEntryAndIsTried() throws IOException {
        for (String line : entries()) {
            Matcher entry = ENTRY.matcher(line);
            assertTrue(entry.matches(), line + " is not an entry that goes through MenuEntry");
            assertEquals(entry.group(1), CommandDeclaration.of(CommandDeclaration.named(entry.group(2))).label());
            assertTrue(Run.all().stream().anyMatch(run -> run.isOf(entry.group(1))), entry.group(1) + " has no line in runs.txt");
        }
    }

    @Test
    void isLoadedByJava8() throws IOException {
        try (InputStream file = MenuEntry.class.getResourceAsStream("MenuEntry.class");
                DataInputStream header = new DataInputStream(Objects.requireNonNull(file))) {
            header.skipBytes(6);
            assertEquals(JAVA_8, header.readUnsignedShort());
        }
    }

    @ParameterizedTest
    @CsvSource({"1.8, true", "11, true", "16, true", "17, false", "21, false", "25, false"})
    void knowsWhichJavaIsTooOld(String specification, boolean tooOld) {
        assertEquals(tooOld, MenuEntry.isTooOld(specification));
    }
}
