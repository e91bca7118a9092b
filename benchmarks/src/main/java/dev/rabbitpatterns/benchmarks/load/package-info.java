/**
 * A small load generator for HTTP/1.1: fixed requests, persistent connections, one thread, and no
 * parsing beyond finding the end of an answer.
 */
@NullMarked
package dev.rabbitpatterns.benchmarks.load;

import org.jspecify.annotations.NullMarked;
