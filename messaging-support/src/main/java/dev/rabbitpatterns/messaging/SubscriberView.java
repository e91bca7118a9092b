package dev.rabbitpatterns.messaging;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a subscriber.
 *
 * @param id its name in this instance
 * @param kind {@code kept} until it is deleted, or {@code stream} as long as its reader is there
 * @param queue its queue, as the broker named it
 * @param connected whether it is there now; while it is not, it misses what is sent
 * @param bindings by which rules it gets messages
 * @param since since when it is a subscriber
 * @param received how many messages it has received
 * @param duplicates how many more were copies of one that it had, by their id
 * @param unreadable how many more were not text
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
