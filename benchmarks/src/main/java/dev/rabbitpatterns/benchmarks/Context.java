package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Results;

/**
 * What every part needs.
 *
 * @param options how much is measured
 * @param broker where everybody publishes
 * @param brokerCpu what the broker uses for it
 * @param queues the administrator's hands on its queues
 * @param results where measurements go
 */
record Context(
        Options options, Broker broker, CpuClock brokerCpu, Queues queues, Results results) {}
