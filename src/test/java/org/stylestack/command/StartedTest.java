package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stylestack.layer.DeviceException;
import org.stylestack.synthesis.Progress;

@Timeout(60)
class StartedTest {

    private static final Progress CANCELLED = new Progress() {
        @Override
        public boolean isCancelled() {
            return true;
        }

        @Override
        public void report(double done, String what) {}
    };

    @Test
    void givesWhatTheWorkGives() throws IOException {
        assertEquals(7, new Started<>(() -> 7).await(Progress.SILENT, unwanted -> {}));
        IOException missing = new IOException("missing");
        assertSame(missing, assertThrows(IOException.class, () -> new Started<>(() -> {
            throw missing;
        }).await(Progress.SILENT, unwanted -> {})));
        DeviceException broken = new DeviceException("broken");
        assertSame(broken, assertThrows(DeviceException.class, () -> new Started<>(() -> {
            throw broken;
        }).await(Progress.SILENT, unwanted -> {})));
        OutOfMemoryError full = new OutOfMemoryError("full");
        assertSame(full, assertThrows(OutOfMemoryError.class, () -> new Started<>(() -> {
            throw full;
        }).await(Progress.SILENT, unwanted -> {})));
    }

    /** Where memory ends, it must end for the work, and not for who waits and has to tidy up. */
    @Test
    void waitingTakesNoMemory() throws IOException {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        long taken = 0;
        // The first time loads classes.
        for (int time = 0; time < 2; time++) {
            Started<Integer> slow = new Started<>(() -> {
                Thread.sleep(300);
                return 7;
            });
            long before = threads.getCurrentThreadAllocatedBytes();
            slow.await(Progress.SILENT, unwanted -> {});
            taken = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertTrue(taken < 1024, taken + " bytes");
    }

    /** As a driver that compiles for seconds: who cancels does not wait for it, and what it opens at last is closed. */
    @Test
    void whoCancelsDoesNotWaitAndNothingStaysOpen() {
        CountDownLatch compiled = new CountDownLatch(1);
        CompletableFuture<String> closed = new CompletableFuture<>();
        Started<String> opening = new Started<>(() -> {
            compiled.await();
            return "a device";
        });
        assertThrows(CancellationException.class, () -> opening.await(CANCELLED, closed::complete));
        compiled.countDown();
        assertEquals("a device", closed.join());
    }

    /** Ends its JVM in the midst of some work. */
    static final class Quitter {

        public static void main(String[] arguments) throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            new Started<>(() -> {
                begun.countDown();
                Thread.sleep(500);
                System.out.println("ended");
                return null;
            });
            begun.await();
            System.exit(3);
        }
    }

    @Test
    void theJvmWaitsForTheWorkBeforeItEnds() throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Quitter.class.getName()).start();
        assertEquals(List.of("ended"), process.inputReader().lines().toList());
        assertEquals(3, process.waitFor());
    }
}
