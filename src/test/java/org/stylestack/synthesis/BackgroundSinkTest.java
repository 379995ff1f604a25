package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stylestack.layer.Shape;

@Timeout(60)
class BackgroundSinkTest {

    /** Four of them are as much as may wait. */
    private static final int QUARTER = 1 << 21;

    private final Executor thread = BackgroundSink.thread();

    @Test
    void outputsKeepTheirOrderOnAnotherThread() throws IOException {
        List<Long> order = new ArrayList<>();
        Thread caller = Thread.currentThread();
        OutputSink sink = (output, first, shape, values) -> {
            assertNotSame(caller, Thread.currentThread());
            order.add(first);
        };
        try (BackgroundSink writer = new BackgroundSink(sink, new HostArrays(), Progress.SILENT, thread)) {
            for (long k = 0; k < 1000; k++) {
                give(writer, k, 1);
            }
            writer.finish();
            assertEquals(1000, order.size());
        }
        for (int k = 0; k < 1000; k++) {
            assertEquals(k, order.get(k));
        }
    }

    @Test
    void theSinksErrorStopsTheWorkAndIsToldAsItIs() throws IOException {
        IOException full = new IOException("disk full");
        AtomicInteger calls = new AtomicInteger();
        OutputSink sink = (output, first, shape, values) -> {
            calls.incrementAndGet();
            throw full;
        };
        try (BackgroundSink writer = new BackgroundSink(sink, new HostArrays(), Progress.SILENT, thread)) {
            IOException told = assertThrows(IOException.class, () -> {
                for (long k = 0; k < 100_000; k++) {
                    give(writer, k, QUARTER / 1024);
                }
            });
            assertSame(full, told);
            assertEquals(1, calls.get(), "nothing comes after what failed");
        }
        try (BackgroundSink writer = new BackgroundSink((output, first, shape, values) -> {
            throw new IllegalStateException("late");
        }, new HostArrays(), Progress.SILENT, thread)) {
            give(writer, 0, 1);
            assertThrows(IllegalStateException.class, writer::finish);
        }
    }

    @Test
    void anArrayComesAgainWhereTheSinkDoesNotKeepIt() throws IOException {
        HostArrays arrays = new HostArrays();
        float[] kept = arrays.take(8);
        OutputSink keeper = (output, first, shape, values) -> {};
        try (BackgroundSink writer = new BackgroundSink(keeper, arrays, Progress.SILENT, thread)) {
            writer.accept(Output.FACES, 0, Shape.vectors(1, 8), kept);
            writer.finish();
        }
        assertNotSame(kept, arrays.take(8));

        float[] lent = arrays.take(8);
        OutputSink copier = new OutputSink() {
            @Override
            public void accept(Output output, long first, Shape shape, float[] values) {}

            @Override
            public boolean keeps() {
                return false;
            }
        };
        try (BackgroundSink writer = new BackgroundSink(copier.once(), arrays, Progress.SILENT, thread)) {
            writer.accept(Output.FACES, 0, Shape.vectors(1, 8), lent);
            writer.finish();
        }
        assertNotSame(lent, arrays.take(9));
        assertSame(lent, arrays.take(8));
        assertNotSame(lent, arrays.take(8), "it is lent again");
    }

    @Test
    void aSlowSinkHoldsTheWorkBackAndACancelEndsThat() throws IOException {
        CountDownLatch opened = new CountDownLatch(1);
        AtomicInteger taken = new AtomicInteger();
        OutputSink slow = (output, first, shape, values) -> {
            await(opened);
            taken.incrementAndGet();
        };
        AtomicInteger asked = new AtomicInteger();
        Progress impatient = new Progress() {
            @Override
            public boolean isCancelled() {
                return asked.incrementAndGet() > 3;
            }

            @Override
            public void report(double done, String what) {}
        };
        BackgroundSink writer = new BackgroundSink(slow, new HostArrays(), impatient, thread);
        for (int k = 0; k < 4; k++) {
            give(writer, k, QUARTER);
        }
        assertEquals(0, asked.get(), "what fits is taken at once");
        assertThrows(CancellationException.class, () -> give(writer, 4, QUARTER));
        opened.countDown();
        writer.close();
        assertTrue(taken.get() <= 4, "what did not fit never came");
    }

    @Test
    void closingDropsWhatWaitsAndWaitsForWhatRuns() throws IOException {
        CountDownLatch started = new CountDownLatch(1);
        AtomicInteger busy = new AtomicInteger();
        OutputSink sink = (output, first, shape, values) -> {
            busy.incrementAndGet();
            started.countDown();
            for (int k = 0; k < 1000; k++) {
                Thread.yield();
            }
            busy.decrementAndGet();
        };
        BackgroundSink writer = new BackgroundSink(sink, new HostArrays(), Progress.SILENT, thread);
        for (long k = 0; k < 50; k++) {
            give(writer, k, 1);
        }
        await(started);
        writer.close();
        assertEquals(0, busy.get());
    }

    @Test
    void whereNoThreadCanBeStartedClosingDoesNotWait() {
        OutOfMemoryError none = new OutOfMemoryError("unable to create native thread");
        BackgroundSink writer = new BackgroundSink((output, first, shape, values) -> {}, new HostArrays(), Progress.SILENT, work -> {
            throw none;
        });
        assertSame(none, assertThrows(OutOfMemoryError.class, () -> give(writer, 0, QUARTER)));
        writer.close();
        writer.close();
    }

    @Test
    void whatASinkDoesNotDeclareIsToldToo() throws IOException {
        Exception undeclared = new Exception("of another language");
        OutputSink sink = (output, first, shape, values) -> BackgroundSinkTest.<RuntimeException>sneak(undeclared);
        try (BackgroundSink writer = new BackgroundSink(sink, new HostArrays(), Progress.SILENT, thread)) {
            give(writer, 0, 1);
            assertSame(undeclared, assertThrows(IOException.class, writer::finish).getCause());
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void sneak(Exception e) throws E {
        throw (E) e;
    }

    @Test
    void sinksShareTheirThread() throws IOException {
        List<Thread> threads = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
            try (BackgroundSink writer = new BackgroundSink((output, first, shape, values) -> threads.add(Thread.currentThread()),
                    new HostArrays(), Progress.SILENT, thread)) {
                give(writer, 0, 1);
                writer.finish();
            }
        }
        assertSame(threads.get(0), threads.get(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void give(BackgroundSink writer, long first, int size) throws IOException {
        writer.accept(Output.FACES, first, Shape.vectors(1, size), new float[size]);
    }
}
