package dev.rabbitpatterns.messaging.subscribe;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber.
 *
 * @param id its name in this instance
 * @param kind {@code kept} if it stays until it is deleted, {@code stream} if it ends when its
 *     client disconnects
 * @param queue its queue, as the broker named it
 * @param connected whether it has a queue now; while it has none, it misses messages
 * @param bindings the rules by which it receives messages
 * @param since when it was added
 * @param received how many messages it has received
 * @param duplicates how many other messages were duplicates, by their id
 * @param unreadable how many other messages were not text
 */
public record SubscriberView(
        String id,
        String kind,
        @Nullable String queue,
        boolean connected,
        List<BindingRule> bindings,
        Instant since,
        long received,
        long duplicates,
        long unreadable) {}
