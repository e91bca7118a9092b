package dev.rabbitpatterns.workqueue;

import org.springframework.amqp.core.Message;

/**
 * Which attempt at a task a delivery is.
 *
 * @param failures how many attempts have failed before it
 * @param crashes how many workers were lost with the task in hand since the last failure
 */
record Attempt(int failures, int crashes) {

    /** Header: set by the broker on a delivery that it repeats. */
    static final String DELIVERY_COUNT = "x-delivery-count";

    /** More than anybody counts, and no sum of such numbers overflows. */
    private static final int MOST = 1_000_000;

    static Attempt of(Message message) {
        return new Attempt(
                number(message, WorkQueueTopology.ATTEMPTS), number(message, DELIVERY_COUNT));
    }

    /** Any program can write such a header, and any number into it. */
    static int number(Message message, String header) {
        return message.getMessageProperties().getHeader(header) instanceof Number number
                ? Math.clamp(number.longValue(), 0, MOST)
                : 0;
    }

    int number() {
        return failures + crashes + 1;
    }
}
