package dev.rabbitpatterns.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStartedEvent;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStoppedEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Tells every reader of the live stream what happens to messages, and counts it.
 *
 * <p>{@link #emit} never waits: a reader that is too slow is cut off, a message is not slowed down.
 */
public class MessageEvents {

    private final MeterRegistry meters;
    private final Map<MessageEvent.Type, Counter> counters = new ConcurrentHashMap<>();
    private final MessagingProperties.Events bounds;

    /**
     * Tells the event ids of this run from those of an earlier one, which a reconnecting reader may
     * still hold.
     */
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

    private final Deque<Numbered> history = new ArrayDeque<>();
    private final Set<StreamReader> readers = new LinkedHashSet<>();
    private long last;

    /** An event and its place in the stream. */
    private record Numbered(long number, MessageEvent event) {}

    public MessageEvents(MeterRegistry meters, MessagingProperties.Events bounds) {
        this.meters = meters;
        this.bounds = bounds;
    }

    /** Adds a step to the stream. */
    public void emit(MessageEvent event) {
        counters.computeIfAbsent(event.type(), this::counter).increment();
        synchronized (this) {
            Numbered step = new Numbered(++last, event);
            if (history.size() == bounds.history()) {
                history.removeFirst();
            }
            history.addLast(step);
            if (!readers.isEmpty()) {
                ServerSent sent = sent(step);
                readers.removeIf(reader -> !reader.offer(sent));
            }
        }
    }

    private ServerSent sent(Numbered step) {
        return new ServerSent(id(step.number()), step.event().type().label(), step.event(), 0);
    }

    private String id(long number) {
        return run + "-" + number;
    }

    private Counter counter(MessageEvent.Type type) {
        return meters.counter("messaging.events", "type", type.label());
    }

    /**
     * Opens a stream that begins after the event with this id, or with the next event if there is
     * none.
     *
     * @throws TooManyReadersException beyond the configured number of readers
     */
    synchronized StreamReader open(@Nullable String lastEventId) {
        if (readers.size() >= bounds.readers()) {
            throw new TooManyReadersException(bounds.readers());
        }
        StreamReader reader =
                new StreamReader(
                        bounds.readerBuffer(),
                        Long.MAX_VALUE,
                        missedSince(lastEventId),
                        this::close);
        readers.add(reader);
        return reader;
    }

    /** What a reader that reconnects has missed, as far as it is still known. */
    private List<ServerSent> missedSince(@Nullable String lastEventId) {
        if (lastEventId == null) {
            return List.of();
        }
        List<ServerSent> missed = new ArrayList<>();
        for (Numbered known : history.reversed()) {
            if (lastEventId.equals(id(known.number()))) {
                return missed;
            }
            missed.addFirst(sent(known));
        }
        if (!lastEventId.equals(id(last - history.size()))) {
            missed.addFirst(ServerSent.notice("gap", "events were missed"));
        }
        return missed;
    }

    private synchronized void close(StreamReader reader) {
        readers.remove(reader);
    }

    synchronized int readers() {
        return readers.size();
    }

    @EventListener
    void onConsumerStarted(AsyncConsumerStartedEvent event) {
        emitFor(event.getSource(), MessageEvent.Type.CONSUMER_STARTED);
    }

    @EventListener
    void onConsumerStopped(AsyncConsumerStoppedEvent event) {
        emitFor(event.getSource(), MessageEvent.Type.CONSUMER_STOPPED);
    }

    private void emitFor(Object source, MessageEvent.Type type) {
        if (source instanceof AbstractMessageListenerContainer container) {
            String queues = String.join(", ", container.getQueueNames());
            emit(MessageEvent.consumer(type, queues, container.getListenerId()));
        }
    }

    /** An open stream would hold up the web server's graceful shutdown. */
    @EventListener(ContextClosedEvent.class)
    synchronized void endAll() {
        readers.forEach(reader -> reader.end("the service is shutting down"));
        readers.clear();
    }
}
