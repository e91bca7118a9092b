package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Metric;
import dev.rabbitpatterns.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Sums up what PerfTest reports after its warm-up. */
final class PerfTestReading {

    /** PerfTest's intervals are a little longer or shorter than a second. */
    private static final double TOLERANCE = 0.5;

    private final CpuClock app;
    private final CpuClock broker;
    private final double begin;
    private final double end;
    private final List<PerfTestLine> lines = new ArrayList<>();
    private double since = Double.NaN;
    private double appCpu = Double.NaN;
    private double brokerCpu = Double.NaN;

    /**
     * @param begin the second in which the warm-up ends
     * @param end the second in which PerfTest ends
     */
    PerfTestReading(CpuClock app, CpuClock broker, double begin, double end) {
        this.app = app;
        this.broker = broker;
        this.begin = begin;
        this.end = end;
    }

    void add(PerfTestLine second) {
        if (Double.isNaN(since)) {
            if (second.time() > begin - TOLERANCE) {
                since = second.time();
                appCpu = -app.seconds();
                brokerCpu = -broker.seconds();
            }
        } else if (second.time() < end + TOLERANCE) {
            lines.add(second);
            if (second.time() > end - TOLERANCE) {
                appCpu += app.seconds();
                brokerCpu += broker.seconds();
            }
        }
    }

    Map<Metric, Double> result() {
        double done = 0;
        double until = since;
        for (PerfTestLine line : lines) {
            done += line.rate() * (line.time() - until);
            until = line.time();
        }
        if (done <= 0) {
            throw new IllegalStateException("PerfTest did nothing; see its log");
        }
        Map<Metric, Double> all = new EnumMap<>(Metric.class);
        all.put(Metric.RATE, done / (until - since));
        all.put(Metric.P50, medianSecond(PerfTestLine::p50));
        all.put(Metric.P99, medianSecond(PerfTestLine::p99));
        all.put(Metric.APP_CPU, appCpu * 1e6 / done);
        all.put(Metric.BROKER_CPU, brokerCpu * 1e6 / done);
        // NaN if unknown, and negative if PerfTest had ended before its CPU time was read.
        all.values().removeIf(value -> !(value >= 0));
        return all;
    }

    private double medianSecond(ToDoubleFunction<PerfTestLine> of) {
        return Spread.of(lines.stream().mapToDouble(of).boxed().toList()).median();
    }
}
