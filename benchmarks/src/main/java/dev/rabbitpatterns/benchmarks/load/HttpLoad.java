package dev.rabbitpatterns.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Keeps connections busy: each sends its next request when the last one is answered. */
public final class HttpLoad {

    private static final long ANSWER_TIMEOUT = Duration.ofSeconds(30).toNanos();
    private static final long LONGEST_LATENCY = Duration.ofMinutes(2).toNanos();

    private final Histogram latencies = new Histogram(LONGEST_LATENCY, 3);
    private final long maxRequests;
    private final long start = System.nanoTime();
    private final long deadline;
    private long sent;
    private long errors;
    private long end = start;

    private HttpLoad(long maxRequests, Duration time) {
        this.maxRequests = maxRequests;
        this.deadline = start + time.toNanos();
    }

    /** Runs for this time, then waits for the requests in flight. */
    public static Outcome run(Request request, int connections, Duration time) {
        return new HttpLoad(Long.MAX_VALUE, time).run(request, connections);
    }

    /** Runs until this many requests are answered, but starts none after this time. */
    public static Outcome run(Request request, int connections, long requests, Duration time) {
        return new HttpLoad(requests, time).run(request, connections);
    }

    private Outcome run(Request request, int connections) {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try (Selector selector = Selector.open()) {
            List<LoadConnection> all = new ArrayList<>();
            try {
                for (int i = 0; i < connections; i++) {
                    all.add(new LoadConnection(selector, request));
                }
                drive(selector, all);
            } finally {
                for (LoadConnection one : all) {
                    one.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long cpuNow = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        return Outcome.of(latencies, errors, end - start, (cpuNow - cpu) / 1e9);
    }

    private void drive(Selector selector, List<LoadConnection> all) throws IOException {
        for (LoadConnection one : all) {
            sendIfTime(one);
        }
        while (latencies.getTotalCount() < sent) {
            selector.select(this::proceed, 1000);
            if (System.nanoTime() - deadline > ANSWER_TIMEOUT) {
                throw new IOException(
                        (sent - latencies.getTotalCount()) + " requests were never answered");
            }
        }
    }

    private void proceed(SelectionKey key) {
        LoadConnection one = (LoadConnection) key.attachment();
        try {
            if (key.isValid() && key.isWritable()) {
                one.write();
            } else if (key.isValid() && one.read()) {
                count(one);
                one.reopenIfClosing();
                sendIfTime(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendIfTime(LoadConnection one) throws IOException {
        if (sent < maxRequests && System.nanoTime() < deadline) {
            sent++;
            one.send();
        }
    }

    private void count(LoadConnection one) {
        latencies.recordValue(Math.min(one.nanosSinceSent(), LONGEST_LATENCY));
        end = System.nanoTime();
        if (!one.isGood()) {
            errors++;
        }
    }
}
