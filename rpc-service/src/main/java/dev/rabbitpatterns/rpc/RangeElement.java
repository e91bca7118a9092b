package dev.rabbitpatterns.rpc;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;

/**
 * What has become of one call of a range.
 *
 * @param n which Fibonacci number was asked for
 * @param value the number, if it came
 * @param digits how many digits it has
 * @param server who computed it
 * @param millis how long the call took
 * @param problem why there is no number, if there is none
 */
record RangeElement(
        int n,
        @Nullable String value,
        @Nullable Integer digits,
        @Nullable String server,
        @Nullable Long millis,
        @Nullable ProblemDetail problem) {

    static RangeElement answered(FibonacciAnswer answer) {
        return new RangeElement(
                answer.n(),
                answer.value(),
                answer.digits(),
                answer.server(),
                answer.millis(),
                null);
    }

    static RangeElement failed(int n, ProblemDetail problem) {
        return new RangeElement(n, null, null, null, null, problem);
    }
}
