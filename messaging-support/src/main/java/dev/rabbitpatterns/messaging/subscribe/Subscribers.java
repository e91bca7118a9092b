package dev.rabbitpatterns.messaging.subscribe;

import com.rabbitmq.client.ShutdownSignalException;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.consume.Inbox;
import dev.rabbitpatterns.messaging.events.LiveStream;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.messaging.events.StreamReader;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import dev.rabbitpatterns.messaging.topology.Topology;
import dev.rabbitpatterns.messaging.tracing.MessageTrace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.rabbit.support.RabbitExceptionTranslator;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The subscribers of the service's exchange. Each has a queue of its own, bound by its rules, that
 * the broker deletes when the subscriber leaves. A subscriber receives nothing that was published
 * before it was added. When the broker comes back, every subscriber gets a new queue with the same
 * bindings.
 */
public final class Subscribers implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Subscribers.class);

    private final Exchange exchange;
    private final SubscriberConnection connection;
    private final TextMessageConverter converter;
    private final MessageEvents events;
    private final MessageTrace trace;
    private final SubscribeProperties bounds;

    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final Map<String, Integer> lastIds = new HashMap<>();
    private final SimpleAsyncTaskScheduler repair = new SimpleAsyncTaskScheduler();

    private record Subscription(Subscriber subscriber, SubscriberQueue queue) {

        SubscriberView view() {
            return subscriber.view(queue.name());
        }
    }

    /**
     * A subscriber that would receive a message.
     *
     * @param subscriber the subscriber's id
     * @param bindings its rules that match; however many do, it receives one copy
     */
    public record Match(String subscriber, List<BindingRule> bindings) {}

    /**
     * A message that a subscriber has received.
     *
     * @param subscriber the subscriber's id
     * @param message the message
     */
    public record Received(String subscriber, ReceivedMessage message) {}

    Subscribers(
            Exchange exchange,
            SubscriberConnection connection,
            TextMessageConverter converter,
            MessageEvents events,
            MessageTrace trace,
            SubscribeProperties bounds) {
        this.exchange = exchange;
        this.connection = connection;
        this.converter = converter;
        this.events = events;
        this.trace = trace;
        this.bounds = bounds;
        repair.setThreadNamePrefix("subscribers-");
        var _ = repair.scheduleWithFixedDelay(this::reopenLost, bounds.reconnectInterval());
    }

    /** Adds a subscriber that keeps its last messages until it is removed. */
    public SubscriberView keep(List<BindingRule> rules) {
        return add(nextId("subscriber"), rules, null).view();
    }

    /** Adds a subscriber that streams its messages until the client disconnects. */
    public SseEmitter stream(List<BindingRule> rules) {
        String id = nextId("stream");
        StreamReader reader =
                new StreamReader(
                        bounds.streamBuffer(),
                        bounds.streamBufferSize().toBytes(),
                        List.of(),
                        gone -> end(id, "its reader is gone"));
        add(id, rules, reader);
        return LiveStream.open(reader, bounds.heartbeat());
    }

    /** All subscribers, in the order in which they were added. */
    public List<SubscriberView> views() {
        return all().stream().map(Subscription::view).toList();
    }

    /** One subscriber. */
    public SubscriberView view(String id) {
        return find(id).view();
    }

    /** What one subscriber has received, newest first. */
    public Inbox.Contents inbox(String id) {
        return find(id).subscriber().inbox().contents();
    }

    /** What all subscribers have received, newest first. */
    public List<Received> received() {
        return all().stream()
                .flatMap(one ->
                        one.subscriber().inbox().contents().messages().stream()
                                .map(message -> new Received(one.subscriber().id(), message)))
                .sorted(
                        Comparator.comparing((Received one) -> one.message().receivedAt())
                                .reversed())
                .limit(bounds.maxKept())
                .toList();
    }

    /** The subscribers with a rule that matches. */
    public List<Match> matching(Predicate<BindingRule> matches) {
        return views().stream()
                .map(one -> new Match(one.id(), one.bindings().stream().filter(matches).toList()))
                .filter(match -> !match.bindings().isEmpty())
                .toList();
    }

    /** Removes a subscriber and its queue. */
    public void remove(String id) {
        find(id);
        end(id, "removed");
    }

    /** The queues of the connected subscribers. */
    List<Topology.Queue> queues() {
        return all().stream().flatMap(one -> one.queue().report().stream()).toList();
    }

    private Subscription add(String id, List<BindingRule> rules, @Nullable StreamReader reader) {
        Subscriber subscriber =
                new Subscriber(
                        id,
                        exchange.getName(),
                        rules,
                        reader,
                        () -> Thread.startVirtualThread(() -> end(id, "its reader was too slow")),
                        converter,
                        events,
                        bounds);
        SubscriberQueue queue =
                new SubscriberQueue(connection, exchange, subscriber, trace, bounds);
        Subscription one = new Subscription(subscriber, queue);
        admit(id, one);
        boolean opened = false;
        try {
            queue.open();
            opened = true;
            return one;
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw RabbitExceptionTranslator.convertRabbitAccessException(e);
        } finally {
            if (!opened) {
                end(id, "it could not be bound");
            }
        }
    }

    private synchronized String nextId(String kind) {
        return kind + "-" + lastIds.merge(kind, 1, Integer::sum);
    }

    private synchronized void admit(String id, Subscription one) {
        if (subscriptions.size() >= bounds.maxSubscribers()) {
            throw new ProblemException(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too-many-subscribers",
                    "There are %d subscribers, which is the most. Remove one, or close a stream, and try again."
                            .formatted(subscriptions.size()));
        }
        subscriptions.put(id, one);
        shareMemory();
    }

    private void shareMemory() {
        long share = bounds.maxTotalSize().toBytes() / Math.max(1, subscriptions.size());
        subscriptions.values().forEach(one -> one.subscriber().limitTo(share));
    }

    private void end(String id, String why) {
        Subscription ending;
        synchronized (this) {
            ending = subscriptions.remove(id);
            shareMemory();
        }
        if (ending != null) {
            ending.subscriber().end(why);
            ending.queue().close(why);
        }
    }

    private synchronized Subscription find(String id) {
        Subscription one = subscriptions.get(id);
        if (one == null) {
            throw new ProblemException(
                    HttpStatus.NOT_FOUND,
                    "unknown-subscriber",
                    "GET /subscribers lists the subscribers that there are.");
        }
        return one;
    }

    private synchronized List<Subscription> all() {
        return new ArrayList<>(subscriptions.values());
    }

    /**
     * Polls for lost queues, because the notification of a loss can be lost with the connection.
     */
    private void reopenLost() {
        List<SubscriberQueue> lost =
                all().stream().map(Subscription::queue).filter(SubscriberQueue::isLost).toList();
        if (lost.isEmpty()) {
            return;
        }
        lost.forEach(SubscriberQueue::reportLoss);
        try {
            connection.open();
        } catch (IOException | TimeoutException e) {
            log.debug("The broker is not back yet", e);
            return;
        }
        // At the same time, so that none waits for one that the broker refuses or answers slowly.
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            lost.forEach(queue -> threads.execute(queue::reopen));
        }
    }

    /** An open stream would delay the web server's graceful shutdown. */
    @EventListener(ContextClosedEvent.class)
    void endStreams() {
        all().forEach(one -> one.subscriber().end("the service is shutting down"));
    }

    @Override
    public void destroy() {
        repair.close();
        connection.close();
    }
}
