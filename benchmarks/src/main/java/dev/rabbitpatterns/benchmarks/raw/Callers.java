package dev.rabbitpatterns.benchmarks.raw;

import dev.rabbitpatterns.benchmarks.load.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Threads that repeat their work for a while. */
final class Callers {

    private static final long LONGEST_LATENCY = Duration.ofMinutes(2).toNanos();

    /** What one thread repeats. */
    interface Work {

        void once() throws Exception;
    }

    private Callers() {}

    static Outcome run(List<Work> works, Duration time) throws Exception {
        Histogram latencies = new ConcurrentHistogram(LONGEST_LATENCY, 3);
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(works.size())) {
            List<Future<Void>> all = new ArrayList<>();
            for (Work work : works) {
                all.add(threads.submit(repeat(work, start + time.toNanos(), latencies)));
            }
            for (Future<Void> one : all) {
                one.get();
            }
        }
        return Outcome.of(latencies, 0, System.nanoTime() - start, Double.NaN);
    }

    private static Callable<Void> repeat(Work work, long deadline, Histogram latencies) {
        return () -> {
            long now = System.nanoTime();
            while (now < deadline) {
                work.once();
                long after = System.nanoTime();
                latencies.recordValue(Math.min(after - now, LONGEST_LATENCY));
                now = after;
            }
            return null;
        };
    }
}
