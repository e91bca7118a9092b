package dev.rabbitpatterns.benchmarks.report;

/**
 * Identifies what was measured.
 *
 * @param part the part of the benchmark
 * @param subject the name of the subject
 * @param load the number of connections, callers or subscribers
 */
public record Key(String part, String subject, int load) {}
