package dev.rabbitpatterns.benchmarks.report;

/** A figure that a measurement yields. */
public enum Metric {
    /** Requests, messages or deliveries per second. */
    RATE("per second", 0),
    /** Milliseconds within which half of them were done. */
    P50("p50 ms", 2),
    /** Milliseconds within which 99 % were done. */
    P99("p99 ms", 2),
    /** Milliseconds within which 99.9 % were done. */
    P999("p99.9 ms", 2),
    /** How many failed. */
    ERRORS("errors", 0),
    /** How many were accepted, but are not in the queue. */
    LOST("lost", 0),
    /** Microseconds of CPU per message that the measured program took. */
    APP_CPU("app CPU µs", 0),
    /** Microseconds of CPU per message that the broker took. */
    BROKER_CPU("broker CPU µs", 0),
    /** The share of one processor that the load generator took. */
    LOAD_CPU("load CPU %", 0),
    /** Milliseconds from the start of a process to its first answer. */
    START("start ms", 0),
    /** Milliseconds of CPU until the first answer. */
    START_CPU("start CPU ms", 0),
    /** Mebibytes of memory after the first answer. */
    MEMORY("memory MiB", 0);

    private final String title;
    private final int digits;

    Metric(String title, int digits) {
        this.title = title;
        this.digits = digits;
    }

    String title() {
        return title;
    }

    String format(double value) {
        return ("%." + digits + "f").formatted(value);
    }
}
