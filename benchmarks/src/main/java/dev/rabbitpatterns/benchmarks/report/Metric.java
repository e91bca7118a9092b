package dev.rabbitpatterns.benchmarks.report;

/** What can be said of a measurement. */
public enum Metric {
    /** Requests, messages or deliveries in a second. */
    RATE("per second", 0),
    /** Milliseconds within which half of them were done. */
    P50("p50 ms", 2),
    /** Milliseconds within which 99 % were done. */
    P99("p99 ms", 2),
    /** Milliseconds within which 99.9 % were done. */
    P999("p99.9 ms", 2),
    /** How many did not end as they should. */
    ERRORS("errors", 0),
    /** How many were accepted and are nowhere to be found. */
    LOST("lost", 0),
    /** Microseconds of CPU that the measured program took for one of them. */
    APP_CPU("app CPU µs", 0),
    /** Microseconds of CPU that the broker took for one of them. */
    BROKER_CPU("broker CPU µs", 0),
    /** What the load generator took of one processor. */
    LOAD_CPU("load CPU %", 0),
    /** Milliseconds from the start of a process to its first answer. */
    START("start ms", 0),
    /** Milliseconds of CPU that this took. */
    START_CPU("start CPU ms", 0),
    /** Mebibytes of memory that it has then. */
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
