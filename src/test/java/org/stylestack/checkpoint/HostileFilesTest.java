package org.stylestack.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.fixture.Fixtures;
import org.stylestack.generator.Generator;

/** Broken and malicious files end with one sentence that names the file, in little memory, and nothing of them is run. */
class HostileFilesTest {

    private static final long MOST_BYTES = 64L << 20;

    static List<JsonObject> files() throws IOException {
        String manifest = Files.readString(Fixtures.file("hostile/manifest.json"));
        return JsonParser.parseString(manifest).getAsJsonObject().getAsJsonArray("files").asList().stream()
                .map(JsonElement::getAsJsonObject).toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void isRefused(JsonObject entry) throws IOException {
        Path file = Fixtures.file(entry.get("file").getAsString());
        boolean mayLoad = entry.get("expect").getAsString().matches(".*\\bload.*");
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        try {
            Generator.of(Checkpoint.open(file));
            assertTrue(mayLoad, file + " is loaded, but " + entry.get("what").getAsString());
        } catch (CheckpointException e) {
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            assertFalse(e.getMessage().endsWith("."), e.getMessage());
        }
        // All that is ever allocated bounds what is held at once.
        long allocated = memory.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < MOST_BYTES, file + ": " + allocated + " bytes were allocated");
        assertFalse(Files.exists(Path.of("stylegan_fixture_was_executed.txt")));
    }
}
