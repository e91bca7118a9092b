package dev.rabbitpatterns.messaging;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.ACKNOWLEDGED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.BOUND;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.DELIVERED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.DUPLICATE;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.UNBOUND;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.support.converter.MessageConversionException;

/**
 * One who is there, and so gets a copy of what its rules choose: into a bounded record and, if it
 * is a stream, to its reader.
 */
final class Subscriber {

    private final String id;
    private final String exchange;
    private final List<BindingRule> rules;
    private final @Nullable StreamReader reader;
    private final Runnable cutOff;
    private final Inbox inbox;
    private final OneEffect oneEffect;
    private final TextMessageConverter converter;
    private final MessageEvents events;
    private final MessagingProperties.Subscriptions bounds;
    private volatile int buffered = Integer.MAX_VALUE;

    private final Instant since = Instant.now();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();
    private @Nullable Instant lostAt;

    /**
     * @param reader of the stream that it is, or null
     * @param cutOff called when that reader gets nothing more
     */
    Subscriber(
            String id,
            String exchange,
            List<BindingRule> rules,
            @Nullable StreamReader reader,
            Runnable cutOff,
            TextMessageConverter converter,
            MessageEvents events,
            MessagingProperties.Subscriptions bounds) {
        this.id = id;
        this.exchange = exchange;
        this.rules = List.copyOf(rules);
        this.reader = reader;
        this.cutOff = cutOff;
        this.inbox = new Inbox(bounds.kept(), bounds.keptSize());
        this.oneEffect = new InMemoryOneEffect(bounds.remembered());
        this.converter = converter;
        this.events = events;
        this.bounds = bounds;
    }

    /** Its part of the memory that all have: half for what it keeps, half for its reader. */
    void share(long bytes) {
        inbox.limitTo(Math.toIntExact(Math.min(bounds.keptSize().toBytes(), bytes / 2)));
        buffered = Math.toIntExact(Math.min(bounds.streamBufferSize().toBytes(), bytes / 2));
        if (reader != null) {
            reader.limitTo(buffered);
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

    /** Tells that it is there, from now on, or again after a gap. */
    void bound(String queue) {
        Instant lost = lostAt;
        if (lost != null) {
            notice("gap", "what was sent between " + lost + " and now was not received");
            lostAt = null;
        }
        tell(new ServerSent(null, "subscribed", view(queue), 0));
        events.emit(MessageEvent.binding(BOUND, exchange, queue, id, rulesInWords()));
    }

    /** Remembers since when it misses what is sent. */
    void lost(String queue, String why) {
        lostAt = Instant.now();
        unbound(queue, why);
    }

    void unbound(String queue, String why) {
        events.emit(MessageEvent.binding(UNBOUND, exchange, queue, id, why));
    }

    /**
     * What cannot be read is counted and told, and then let go: it is one copy of many, in a queue
     * that nobody could replay.
     *
     * @return that it was delivered, to be given back when it is acknowledged
     */
    MessageEvent receive(Message message) {
        MessageEvent delivered = MessageEvent.incoming(DELIVERED, message);
        events.emit(delivered);
        try {
            ReceivedMessage received = converter.fromMessage(message);
            if (!oneEffect.perform(received.id(), () -> take(received))) {
                duplicates.incrementAndGet();
                events.emit(MessageEvent.incoming(DUPLICATE, message));
            }
        } catch (MessageConversionException e) {
            unreadable.incrementAndGet();
            notice("unreadable", String.valueOf(e.getMessage()));
        }
        return delivered;
    }

    void acknowledged(MessageEvent delivered) {
        events.emit(delivered.then(ACKNOWLEDGED));
    }

    private void take(ReceivedMessage message) {
        inbox.add(message);
        ReceivedMessage fitting = message.within(buffered);
        tell(new ServerSent(fitting.id(), "message", fitting, fitting.size()));
    }

    private void notice(String name, String detail) {
        tell(ServerSent.notice(name, detail));
    }

    private void tell(ServerSent event) {
        if (reader != null && !reader.offer(event)) {
            cutOff.run();
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

    private String rulesInWords() {
        return rules.stream().map(BindingRule::toString).collect(Collectors.joining(", "));
    }
}
