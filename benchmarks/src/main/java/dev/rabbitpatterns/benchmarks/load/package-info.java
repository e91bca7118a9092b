/**
 * A small load generator for HTTP/1.1: fixed requests, kept connections, one thread, no parsing
 * beyond what tells one answer from the next.
 */
@NullMarked
package dev.rabbitpatterns.benchmarks.load;

import org.jspecify.annotations.NullMarked;
