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

/** Keeps a number of connections busy: on each, the next request follows the answer to the last. */
public final class HttpLoad {

    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
    private static final long LONGEST_LATENCY = Duration.ofMinutes(2).toNanos();

    private final Histogram latencies = new Histogram(LONGEST_LATENCY, 3);
    private final long mostRequests;
    private final long start = System.nanoTime();
    private final long deadline;
    private long sent;
    private long errors;
    private long end = start;

    private HttpLoad(long mostRequests, Duration longest) {
        this.mostRequests = mostRequests;
        this.deadline = start + longest.toNanos();
    }

    /** Runs for so long; requests under way then are waited for. */
    public static Outcome run(Request request, int connections, Duration time) {
        return new HttpLoad(Long.MAX_VALUE, time).run(request, connections);
    }

    /** Runs until so many requests are answered, but no longer than that. */
    public static Outcome run(Request request, int connections, long requests, Duration longest) {
        return new HttpLoad(requests, longest).run(request, connections);
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
            if (System.nanoTime() - deadline > PATIENCE) {
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
        if (sent < mostRequests && System.nanoTime() < deadline) {
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
