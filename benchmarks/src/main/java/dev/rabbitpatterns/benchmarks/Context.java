package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Results;

/**
 * What every part needs.
 *
 * @param options what is measured, and for how long
 * @param broker the broker that all subjects use
 * @param brokerCpu the broker's CPU time
 * @param queues access to the broker's queues
 * @param results collects the measurements
 */
record Context(
        Options options, Broker broker, CpuClock brokerCpu, Queues queues, Results results) {}
