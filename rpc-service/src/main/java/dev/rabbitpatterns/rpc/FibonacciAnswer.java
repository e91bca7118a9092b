package dev.rabbitpatterns.rpc;

import org.jspecify.annotations.Nullable;

/**
 * What a call has brought.
 *
 * @param n which Fibonacci number was asked for
 * @param value the number, as text, since JSON readers round what is longer than 15 digits
 * @param digits how many digits it has
 * @param server who computed it, if that server says so
 * @param millis how long the call took, there and back
 */
record FibonacciAnswer(int n, String value, int digits, @Nullable String server, long millis) {}
