package dev.rabbitpatterns.messaging.events;

import dev.rabbitpatterns.messaging.rest.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.event.AmqpEvent;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStartedEvent;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStoppedEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;

/**
 * Counts every step of every message, and streams it to the readers.
 *
 * <p>{@link #emit} never waits: a reader that is too slow is disconnected, and no message is slowed
 * down.
 */
public class MessageEvents {

    /** All of them from the start: the first step of a type is an increase, too. */
    private final Map<MessageEvent.Type, Counter> counters = new EnumMap<>(MessageEvent.Type.class);

    private final EventsProperties bounds;

    /** Part of each event id, because a reader may reconnect with an id of an earlier run. */
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

    private final Deque<MessageEvent> history = new ArrayDeque<>();
    private final Set<StreamReader> readers = new LinkedHashSet<>();

    /** The number of the last event of the history, and so of each before it. */
    private long last;

    MessageEvents(MeterRegistry meters, EventsProperties bounds) {
        this.bounds = bounds;
        for (MessageEvent.Type type : MessageEvent.Type.values()) {
            counters.put(type, meters.counter("messaging.events", "type", type.label()));
        }
        meters.gaugeCollectionSize("messaging.events.readers", List.of(), readers);
    }

    /** Counts a step and adds it to the stream. */
    public void emit(MessageEvent event) {
        Objects.requireNonNull(counters.get(event.type())).increment();
        synchronized (this) {
            last++;
            if (history.size() == bounds.historySize()) {
                history.removeFirst();
            }
            history.addLast(event);
            if (!readers.isEmpty()) {
                StreamEvent sent = sent(last, event);
                readers.removeIf(reader -> !reader.offer(sent));
            }
        }
    }

    private StreamEvent sent(long number, MessageEvent event) {
        return new StreamEvent(id(number), event.type().label(), event, 0);
    }

    private String id(long number) {
        return run + "-" + number;
    }

    /**
     * Opens a stream that begins after the event with this id or, without an id, with the next
     * event.
     *
     * @throws ProblemException if there are as many readers as are allowed
     */
    synchronized StreamReader open(@Nullable String lastEventId) {
        if (readers.size() >= bounds.maxReaders()) {
            throw new ProblemException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "too-many-readers",
                    "The stream has its %d readers. Close one, or try again later."
                            .formatted(bounds.maxReaders()));
        }
        StreamReader reader =
                new StreamReader(
                        bounds.readerBufferSize(),
                        Long.MAX_VALUE,
                        missedSince(lastEventId),
                        this::close);
        readers.add(reader);
        return reader;
    }

    /** What a reconnecting reader has missed, as far as the history goes back. */
    private List<StreamEvent> missedSince(@Nullable String lastEventId) {
        if (lastEventId == null) {
            return List.of();
        }
        List<StreamEvent> missed = new ArrayList<>();
        long number = last;
        for (MessageEvent event : history.reversed()) {
            if (lastEventId.equals(id(number))) {
                return missed;
            }
            missed.addFirst(sent(number, event));
            number--;
        }
        if (!lastEventId.equals(id(number))) {
            missed.addFirst(StreamEvent.notice("gap", "events were missed"));
        }
        return missed;
    }

    private synchronized void close(StreamReader reader) {
        readers.remove(reader);
    }

    synchronized int readers() {
        return readers.size();
    }

    @EventListener({AsyncConsumerStartedEvent.class, AsyncConsumerStoppedEvent.class})
    void onConsumer(AmqpEvent event) {
        if (event.getSource() instanceof AbstractMessageListenerContainer container) {
            MessageEvent.Type type =
                    event instanceof AsyncConsumerStartedEvent
                            ? MessageEvent.Type.CONSUMER_STARTED
                            : MessageEvent.Type.CONSUMER_STOPPED;
            String queues = String.join(", ", container.getQueueNames());
            emit(MessageEvent.consumer(type, queues, container.getListenerId()));
        }
    }

    /** An open stream would delay the web server's graceful shutdown. */
    @EventListener(ContextClosedEvent.class)
    synchronized void endAll() {
        readers.forEach(reader -> reader.end("the service is shutting down"));
        readers.clear();
    }
}
