package dev.rabbitpatterns.benchmarks.report;

/**
 * Of what something was measured.
 *
 * @param part which part of the benchmark
 * @param subject who
 * @param load how many connections, callers or subscribers
 */
public record Key(String part, String subject, int load) {}
