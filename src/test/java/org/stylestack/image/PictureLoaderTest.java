package org.stylestack.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stylestack.synthesis.Progress;

/** Slices that each take until they are let through, or cancelled. */
class PictureLoaderTest {

    private static final int COUNT = 1000;

    private final BlockingQueue<Integer> begun = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> cancelled = new LinkedBlockingQueue<>();
    private final Semaphore let = new Semaphore(0);
    private final CountDownLatch freed = new CountDownLatch(1);
    private final PictureLoader loader = new PictureLoader(new PictureLoader.Source() {
        @Override
        public ImageProcessor compute(int index, Progress progress) throws IOException {
            begun.add(index);
            if (index == 666) {
                throw new IOException("of this slice");
            }
            try {
                while (!let.tryAcquire(1, TimeUnit.MILLISECONDS)) {
                    if (progress.isCancelled()) {
                        cancelled.add(index);
                        throw new CancellationException("cancelled");
                    }
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return new ByteProcessor(1, 1, new byte[] {(byte) index});
        }

        @Override
        public void close() {
            freed.countDown();
        }
    }, COUNT, 5);

    @AfterEach
    void close() {
        loader.close();
    }

    private static int next(BlockingQueue<Integer> queue) throws InterruptedException {
        Integer index = queue.poll(20, TimeUnit.SECONDS);
        assertTrue(index != null, "nothing came");
        return index;
    }

    @Test
    void neighboursAreComputedAheadAndKept() throws Exception {
        let.release();
        assertEquals(7, loader.await(7, () -> false).get(0, 0));
        assertEquals(7, next(begun));
        let.release(4);
        assertEquals(List.of(8, 6, 9, 5), List.of(next(begun), next(begun), next(begun), next(begun)));
        assertSame(loader.await(6, () -> false), loader.await(6, () -> false), "no more is let through");
    }

    @Test
    void noMoreThanTheLastAreKept() throws Exception {
        let.release(10_000);
        for (int index = 0; index < 300; index++) {
            assertEquals((byte) index, (byte) loader.await(index, () -> false).get(0, 0));
        }
        // Of five that are kept, 295 and what follows; the first ones are computed anew.
        loader.await(0, () -> false);
        assertEquals(2, begun.stream().filter(index -> index == 0).count());
    }

    @Test
    void whatIsScrolledPastIsGivenUpAndTheLastComes() throws Exception {
        CountDownLatch shown = new CountDownLatch(1);
        assertEquals(Optional.empty(), loader.look(100, 0, () -> begun.add(-1)));
        assertEquals(100, next(begun));
        assertEquals(Optional.empty(), loader.look(200, 0, shown::countDown));
        assertEquals(100, next(cancelled));
        assertEquals(200, next(begun));
        let.release();
        assertTrue(shown.await(20, TimeUnit.SECONDS));
        assertEquals(200, loader.look(200, 0, () -> {}).orElseThrow().get(0, 0));
        assertTrue(!begun.contains(-1) && !begun.contains(100), "nobody looks at 100 any more");
    }

    @Test
    void scrollingDoesNotStopWhatSomebodyWaitsFor() throws Exception {
        BlockingQueue<Integer> got = new LinkedBlockingQueue<>();
        Thread macro = new Thread(() -> {
            try {
                got.add(loader.await(3, () -> false).get(0, 0));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        macro.start();
        assertEquals(3, next(begun));
        loader.look(50, 1, () -> {});
        let.release();
        assertEquals(3, next(got));
        assertEquals(50, next(begun));
        assertTrue(cancelled.isEmpty());
        macro.join();
    }

    @Test
    void whoWaitsStopsNeighbours() throws Exception {
        let.release();
        loader.await(7, () -> false);
        assertEquals(List.of(7, 8), List.of(next(begun), next(begun)));
        let.drainPermits();
        Thread later = new Thread(() -> {
            while (!cancelled.contains(8)) {
                Thread.onSpinWait();
            }
            let.release();
        });
        later.start();
        assertEquals(30, loader.await(30, () -> false).get(0, 0));
        later.join();
    }

    @Test
    void waitingCanBeCancelledAndFailuresAreTold() throws Exception {
        assertThrows(CancellationException.class, () -> loader.await(9, () -> true));
        IOException told = assertThrows(IOException.class, () -> loader.await(666, () -> false));
        assertEquals("of this slice", told.getMessage());
        assertThrows(IOException.class, () -> loader.await(666, () -> false));
    }

    @Test
    void closingStopsTheWorkAndFreesWhatComputes() throws Exception {
        loader.look(4, 0, () -> {});
        assertEquals(4, next(begun));
        loader.close();
        assertEquals(4, next(cancelled));
        assertEquals(0, freed.getCount());
        assertThrows(IllegalStateException.class, () -> loader.await(4, () -> false));
    }
}
