package dev.rabbitpatterns.messaging.subscribe;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber.
 *
 * @param id its name in this instance
 * @param kind {@code kept} until it is deleted, or {@code stream} until the client disconnects
 * @param queue its queue, as the broker named it
 * @param connected whether it has a queue now; while it has none, it misses what is sent
 * @param bindings the rules by which it receives messages
 * @param since when it was added
 * @param received how many messages it has received
 * @param duplicates how many others were duplicates, by their id
 * @param unreadable how many others were not text
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
