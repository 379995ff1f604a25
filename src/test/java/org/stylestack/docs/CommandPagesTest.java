package org.stylestack.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages in docs/commands are what the declarations give. After a change of a parameter,
 * {@code mvn test -Dtest=CommandPagesTest -Dpages=write} writes them anew, but for what is written by hand.
 */
class CommandPagesTest {

    static List<CommandPage> pages() throws IOException {
        return CommandPage.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void isWhatTheDeclarationGives(CommandPage page) throws IOException {
        String present = Files.exists(page.file()) ? Files.readString(page.file()) : "";
        if (System.getProperty("pages", "").equals("write")) {
            Files.writeString(page.file(), page.text(present));
        } else {
            assertEquals(page.text(present), present, page.file() + ": write it anew with mvn test -Dtest=CommandPagesTest -Dpages=write");
        }
    }

    @Test
    void everyCommandHasAPageWithExamplesAndTheReadmeLeadsThere() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (CommandPage page : pages()) {
            String macro = "run(\"" + page.declaration().label() + "\", ";
            assertTrue(Files.readString(page.file()).contains(macro), page.file() + " has no example of a macro");
            assertTrue(readme.contains("](" + page.file().toString().replace('\\', '/') + ")"), "README.md does not link to " + page.file());
        }
    }

    @Test
    void noPageIsOfACommandThatIsNoMore() throws IOException {
        try (Stream<Path> files = Files.list(CommandPage.FOLDER)) {
            assertEquals(pages().stream().map(CommandPage::file).sorted().toList(), files.sorted().toList());
        }
    }
}
