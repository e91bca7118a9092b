package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.rabbit.support.RabbitExceptionTranslator;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Those who are there when something is sent to the service's exchange, and so get a copy of it.
 *
 * <p>Each has a queue of its own, bound by its rules, that is gone when it goes: who comes later
 * never sees what was sent before. When the broker comes back, so do they, with their bindings.
 */
public final class Subscribers implements DisposableBean {

    private final Exchange exchange;
    private final SubscriberConnection connection;
    private final TextMessageConverter converter;
    private final MessageEvents events;
    private final MessagingProperties.Subscriptions bounds;

    private final Map<String, There> there = new LinkedHashMap<>();
    private final Map<String, Integer> joined = new HashMap<>();

    private record There(Subscriber subscriber, SubscriberQueue queue) {

        SubscriberView view() {
            return subscriber.view(queue.name());
        }
    }

    /**
     * Who gets a message, and by which of its rules.
     *
     * @param subscriber the subscriber's id
     * @param bindings those of its rules that choose the message; it gets one copy all the same
     */
    public record Match(String subscriber, List<BindingRule> bindings) {}

    /**
     * A message that a subscriber has received.
     *
     * @param subscriber the subscriber's id
     * @param message what it received
     */
    public record Received(String subscriber, ReceivedMessage message) {}

    Subscribers(
            Exchange exchange,
            SubscriberConnection connection,
            TextMessageConverter converter,
            MessageEvents events,
            MessagingProperties.Subscriptions bounds) {
        this.exchange = exchange;
        this.connection = connection;
        this.converter = converter;
        this.events = events;
        this.bounds = bounds;
        connection.onBack(() -> all().forEach(one -> one.queue().comeBack()));
    }

    /** A subscriber that records what it gets, until it is removed. */
    public SubscriberView keep(List<BindingRule> rules) {
        return join(nextId("subscriber"), rules, null).view();
    }

    /** A subscriber that is there exactly as long as its stream has a reader. */
    public SseEmitter stream(List<BindingRule> rules) {
        String id = nextId("stream");
        StreamReader reader =
                new StreamReader(
                        bounds.streamBuffer(),
                        bounds.streamBufferSize().toBytes(),
                        List.of(),
                        gone -> leave(id, "its reader is gone"));
        join(id, rules, reader);
        return LiveStream.open(reader, bounds.heartbeat());
    }

    /** Those who are there, in the order in which they came. */
    public List<SubscriberView> views() {
        return all().stream().map(There::view).toList();
    }

    /** What is known of this one. */
    public SubscriberView view(String id) {
        return find(id).view();
    }

    /** What this one has received, newest first. */
    public Inbox.Contents inbox(String id) {
        return find(id).subscriber().inbox().contents();
    }

    /** What all of them have received, newest first. */
    public List<Received> received() {
        return all().stream()
                .flatMap(one ->
                        one.subscriber().inbox().contents().messages().stream()
                                .map(message -> new Received(one.subscriber().id(), message)))
                .sorted(
                        Comparator.comparing((Received one) -> one.message().receivedAt())
                                .reversed())
                .limit(bounds.kept())
                .toList();
    }

    /** Who would get a message that these rules choose. */
    public List<Match> whoGets(Predicate<BindingRule> chosenBy) {
        return views().stream()
                .map(one -> new Match(one.id(), one.bindings().stream().filter(chosenBy).toList()))
                .filter(match -> !match.bindings().isEmpty())
                .toList();
    }

    /** Ends this one; its queue goes with it. */
    public void remove(String id) {
        find(id);
        leave(id, "removed");
    }

    /** Their queues with what waits in them, as far as they are there. */
    Map<SubscriberView, Long> waiting() {
        Map<SubscriberView, Long> waiting = new LinkedHashMap<>();
        for (There one : all()) {
            Long messages = one.queue().waiting();
            if (messages != null) {
                waiting.put(one.view(), messages);
            }
        }
        return waiting;
    }

    private There join(String id, List<BindingRule> rules, @Nullable StreamReader reader) {
        Subscriber subscriber =
                new Subscriber(
                        id,
                        exchange.getName(),
                        rules,
                        reader,
                        () -> Thread.startVirtualThread(() -> leave(id, "its reader was too slow")),
                        converter,
                        events,
                        bounds);
        SubscriberQueue queue = new SubscriberQueue(connection, exchange, subscriber, bounds);
        There one = new There(subscriber, queue);
        admit(id, one);
        try {
            queue.open();
            return one;
        } catch (BindingRefusedException e) {
            leave(id, "it could not be bound");
            throw ProblemException.invalid("#", "the broker refuses it: " + e.reason());
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            leave(id, "it could not be bound");
            throw RabbitExceptionTranslator.convertRabbitAccessException(e);
        }
    }

    private synchronized String nextId(String kind) {
        return kind + "-" + joined.merge(kind, 1, Integer::sum);
    }

    private synchronized void admit(String id, There one) {
        if (there.size() >= bounds.allowed()) {
            throw new ProblemException(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too-many-subscribers",
                    "There are %d subscribers, which is the most. Remove one, or close a stream, and try again."
                            .formatted(there.size()));
        }
        there.put(id, one);
        share();
    }

    private void share() {
        long each = bounds.sizeOfAll().toBytes() / Math.max(1, there.size());
        there.values().forEach(one -> one.subscriber().share(each));
    }

    private void leave(String id, String why) {
        There leaving;
        synchronized (this) {
            leaving = there.remove(id);
            share();
        }
        if (leaving != null) {
            leaving.subscriber().end(why);
            leaving.queue().close(why);
        }
    }

    private synchronized There find(String id) {
        There one = there.get(id);
        if (one == null) {
            throw new ProblemException(
                    HttpStatus.NOT_FOUND,
                    "unknown-subscriber",
                    "GET /subscribers lists the subscribers that there are.");
        }
        return one;
    }

    private synchronized List<There> all() {
        return new ArrayList<>(there.values());
    }

    /** An open stream would hold up the web server's graceful shutdown. */
    @EventListener(ContextClosedEvent.class)
    void endStreams() {
        all().forEach(one -> one.subscriber().end("the service is shutting down"));
    }

    @Override
    public void destroy() {
        connection.close();
    }
}
