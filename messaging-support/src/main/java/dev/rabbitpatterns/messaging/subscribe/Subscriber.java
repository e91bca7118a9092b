package dev.rabbitpatterns.messaging.subscribe;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.ACKNOWLEDGED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.BOUND;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.DELIVERED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.DUPLICATE;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.UNBOUND;

import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.consume.Deduplicator;
import dev.rabbitpatterns.messaging.consume.Inbox;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.messaging.events.StreamEvent;
import dev.rabbitpatterns.messaging.events.StreamReader;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.support.converter.MessageConversionException;

/**
 * Receives a copy of every message that its rules match, keeps it in a bounded inbox and, if it is
 * a stream, sends it to its reader.
 */
final class Subscriber {

    private final String id;
    private final String exchange;
    private final List<BindingRule> rules;
    private final @Nullable StreamReader reader;
    private final Runnable onTooSlow;
    private final Inbox inbox;
    private final Deduplicator deduplicator;
    private final TextMessageConverter converter;
    private final MessageEvents events;
    private final SubscribeProperties bounds;
    private volatile int maxEventSize = Integer.MAX_VALUE;

    private final Instant since = Instant.now();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();
    private @Nullable Instant lostAt;

    /**
     * Creates a subscriber that is not connected yet.
     *
     * @param reader the reader of the stream, or null if it is not one
     * @param onTooSlow called when the reader has fallen too far behind
     */
    Subscriber(
            String id,
            String exchange,
            List<BindingRule> rules,
            @Nullable StreamReader reader,
            Runnable onTooSlow,
            TextMessageConverter converter,
            MessageEvents events,
            SubscribeProperties bounds) {
        this.id = id;
        this.exchange = exchange;
        this.rules = List.copyOf(rules);
        this.reader = reader;
        this.onTooSlow = onTooSlow;
        this.inbox = new Inbox(bounds.maxKept(), bounds.maxKeptSize());
        this.deduplicator = Deduplicator.inMemory(bounds.dedupCacheSize());
        this.converter = converter;
        this.events = events;
        this.bounds = bounds;
    }

    /** Limits its memory: half of it for the inbox, half for the reader. */
    void limitTo(long bytes) {
        inbox.limitTo(Math.toIntExact(Math.min(bounds.maxKeptSize().toBytes(), bytes / 2)));
        maxEventSize = Math.toIntExact(Math.min(bounds.streamBufferSize().toBytes(), bytes / 2));
        if (reader != null) {
            reader.limitTo(maxEventSize);
        }
    }

    String id() {
        return id;
    }

    List<BindingRule> rules() {
        return rules;
    }

    Inbox inbox() {
        return inbox;
    }

    /** Called when its queue is bound, for the first time or after a gap. */
    void bound(String queue) {
        Instant lost = lostAt;
        if (lost != null) {
            notice("gap", "what was sent between " + lost + " and now was not received");
            lostAt = null;
        }
        send(new StreamEvent(null, "subscribed", view(queue), 0));
        events.emit(MessageEvent.binding(BOUND, exchange, queue, id, rulesAsText()));
    }

    /** Called when its queue is gone; it misses the messages that are sent from now on. */
    void lost(String queue, String why) {
        lostAt = Instant.now();
        unbound(queue, why);
    }

    void unbound(String queue, String why) {
        events.emit(MessageEvent.binding(UNBOUND, exchange, queue, id, why));
    }

    /**
     * Receives a message. One that cannot be read is counted, reported and dropped: it is one copy
     * of many, in a queue that nobody could replay.
     *
     * @return the event of the delivery, to be passed back when it is acknowledged
     */
    MessageEvent receive(Message message) {
        MessageEvent delivered = MessageEvent.incoming(DELIVERED, message);
        events.emit(delivered);
        try {
            ReceivedMessage received = converter.fromMessage(message);
            if (!deduplicator.runOnce(received.id(), () -> keep(received))) {
                duplicates.incrementAndGet();
                events.emit(MessageEvent.incoming(DUPLICATE, message));
            }
        } catch (MessageConversionException e) {
            unreadable.incrementAndGet();
            notice("unreadable", String.valueOf(e.getMessage()));
        }
        return delivered.withoutHead();
    }

    void acknowledged(MessageEvent delivered) {
        events.emit(delivered.then(ACKNOWLEDGED));
    }

    private void keep(ReceivedMessage message) {
        inbox.add(message);
        ReceivedMessage fitting = message.within(maxEventSize);
        send(new StreamEvent(fitting.id(), "message", fitting, fitting.size()));
    }

    private void notice(String name, String detail) {
        send(StreamEvent.notice(name, detail));
    }

    private void send(StreamEvent event) {
        if (reader != null && !reader.offer(event)) {
            onTooSlow.run();
        }
    }

    /** Ends its stream, if it is one. */
    void end(String reason) {
        if (reader != null) {
            reader.end(reason);
        }
    }

    SubscriberView view(@Nullable String queue) {
        return new SubscriberView(
                id,
                reader != null ? "stream" : "kept",
                queue,
                queue != null,
                rules,
                since,
                inbox.total(),
                duplicates.get(),
                unreadable.get());
    }

    private String rulesAsText() {
        return rules.stream().map(BindingRule::toString).collect(Collectors.joining(", "));
    }
}
