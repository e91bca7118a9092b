/**
 * A program with nothing but amqp-client, as a sensible author writes it: what the broker and the
 * client library give when no framework and no REST stand before them. It stays warm from one round
 * to the next, and does what it is told line by line.
 */
@NullMarked
package dev.rabbitpatterns.benchmarks.raw;

import org.jspecify.annotations.NullMarked;
