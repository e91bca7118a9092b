package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.load.Outcome;
import dev.rabbitpatterns.benchmarks.report.Metric;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Measures a run, including the CPU time that it takes.
 *
 * @param app the CPU time of the measured program
 * @param broker the CPU time of its broker
 */
record Meter(CpuClock app, CpuClock broker) {

    /** Runs this, and returns every metric that is known. */
    Map<Metric, Double> measure(Callable<Outcome> run) throws Exception {
        double appBefore = app.seconds();
        double brokerBefore = broker.seconds();
        Outcome outcome = run.call();
        double brokerCpu = broker.seconds() - brokerBefore;
        double appCpu = app.seconds() - appBefore;
        return describe(outcome, appCpu, brokerCpu);
    }

    private static Map<Metric, Double> describe(Outcome outcome, double app, double broker) {
        if (outcome.done() == 0) {
            throw new IllegalStateException("No request was answered");
        }
        Map<Metric, Double> all = new EnumMap<>(Metric.class);
        all.put(Metric.RATE, outcome.perSecond());
        all.put(Metric.P50, outcome.p50());
        all.put(Metric.P99, outcome.p99());
        all.put(Metric.P999, outcome.p999());
        all.put(Metric.ERRORS, (double) outcome.errors());
        all.put(Metric.APP_CPU, app * 1e6 / outcome.done());
        all.put(Metric.BROKER_CPU, broker * 1e6 / outcome.done());
        all.put(Metric.LOAD_CPU, outcome.generatorCpu() / outcome.seconds() * 100);
        all.values().removeIf(value -> value.isNaN());
        return all;
    }
}
