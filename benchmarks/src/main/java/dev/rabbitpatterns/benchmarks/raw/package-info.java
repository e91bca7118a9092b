/**
 * A program with nothing but amqp-client, written sensibly: it shows what the broker and the client
 * library can do without a framework and without REST. It runs until the end of the benchmark, so
 * that it stays warm, and reads one command per line.
 */
@NullMarked
package dev.rabbitpatterns.benchmarks.raw;

import org.jspecify.annotations.NullMarked;
