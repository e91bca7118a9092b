package dev.rabbitpatterns.order;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * All orders at one moment, counted in different places.
 *
 * @param orders how many were placed
 * @param pending how many rows of the outbox are not published
 * @param published how many rows of the outbox are published, including those that were removed
 * @param shipped how many orders were shipped
 * @param failed how many failed to be shipped, and are dead letters or tried again
 * @param doubles how many shipments there are beside the first of an order
 */
record Books(int orders, int pending, long published, int shipped, int failed, int doubles) {

    /** How many orders are on their way, in the outbox or in the queue. */
    @JsonProperty
    int inFlight() {
        return orders - shipped - failed;
    }

    /** Whether nothing is lost on the way into the outbox, and nothing doubled on the way out. */
    @JsonProperty
    boolean balanced() {
        return orders == pending + published && doubles == 0;
    }
}
