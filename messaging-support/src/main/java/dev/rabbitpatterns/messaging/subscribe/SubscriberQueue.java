package dev.rabbitpatterns.messaging.subscribe;

import com.rabbitmq.client.AMQP.Channel.Close;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import dev.rabbitpatterns.messaging.Channels;
import dev.rabbitpatterns.messaging.Deliveries;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import dev.rabbitpatterns.messaging.topology.Topology;
import dev.rabbitpatterns.messaging.tracing.MessageTrace;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.core.Message;

/**
 * The queue of one subscriber: named by the broker, exclusive to the connection, and deleted with
 * its consumer.
 *
 * <p>The thread that reads from the connection must never wait for this object's monitor: whoever
 * holds it waits for an answer of the broker, which that thread reads.
 */
final class SubscriberQueue {

    private static final Logger log = LoggerFactory.getLogger(SubscriberQueue.class);
    private static final String REFUSED = "PRECONDITION_FAILED - ";

    private final SubscriberConnection connection;
    private final Exchange exchange;
    private final Subscriber subscriber;
    private final MessageTrace trace;
    private final SubscribeProperties bounds;

    private volatile @Nullable Opened opened;
    private volatile boolean lost;
    private volatile boolean closed;
    private String lastWarning = "";

    /** The queue while it has a consumer, with the reason for losing it once it is lost. */
    private record Opened(
            Channel channel, String queue, GroupAck acks, AtomicReference<@Nullable String> loss) {

        /** The client may not have told, for instance because it ran out of memory. */
        boolean isLost() {
            return loss.get() != null || !channel.isOpen() || !channel.getConnection().isOpen();
        }
    }

    SubscriberQueue(
            SubscriberConnection connection,
            Exchange exchange,
            Subscriber subscriber,
            MessageTrace trace,
            SubscribeProperties bounds) {
        this.connection = connection;
        this.exchange = exchange;
        this.subscriber = subscriber;
        this.trace = trace;
        this.bounds = bounds;
    }

    /**
     * Declares the queue, binds it and consumes from it, unless it is open already.
     *
     * @throws ProblemException if the broker refuses a binding; each version has limits of its own
     */
    synchronized void open() throws IOException, TimeoutException {
        if (closed || opened != null) {
            return;
        }
        Channel channel = connection.openChannel();
        String queue = null;
        try {
            channel.basicQos(bounds.prefetch());
            // It is not durable: after a broker restart, the first subscriber declares it again.
            channel.exchangeDeclare(
                    exchange.getName(),
                    exchange.getType(),
                    exchange.isDurable(),
                    exchange.isAutoDelete(),
                    exchange.getArguments());
            queue = channel.queueDeclare().getQueue();
            bind(channel, queue);
            subscriber.bound(queue);
            opened = consume(channel, queue);
            lost = false;
        } finally {
            if (opened == null) {
                abandon(channel);
                delete(channel.getConnection(), queue);
            }
        }
    }

    private void bind(Channel channel, String queue) throws IOException {
        for (BindingRule rule : subscriber.rules()) {
            try {
                channel.queueBind(queue, exchange.getName(), rule.routingKey(), rule.arguments());
            } catch (IOException e) {
                String reply = Channels.refusal(e).map(Close::getReplyText).orElse("");
                if (reply.startsWith(REFUSED)) {
                    throw ProblemException.invalid(
                            "#", "the broker refuses it: " + reply.substring(REFUSED.length()));
                }
                throw e;
            }
        }
    }

    /** The queue has a consumer, and the subscriber is connected, only after this has returned. */
    private Opened consume(Channel channel, String queue) throws IOException {
        GroupAck acks =
                new GroupAck(
                        channel,
                        bounds.ackBatchSize(),
                        bounds.maxAckDelay(),
                        subscriber::acknowledged);
        AtomicReference<@Nullable String> loss = new AtomicReference<>();
        try {
            channel.basicConsume(
                    queue,
                    false,
                    subscriber.id(),
                    (tag, delivery) -> deliver(queue, delivery, acks),
                    tag -> loss.compareAndSet(null, "its queue was deleted"),
                    (tag, signal) -> loss.compareAndSet(null, reason(signal)));
        } catch (IOException | RuntimeException e) {
            subscriber.lost(queue, "it could not consume");
            throw e;
        }
        return new Opened(channel, queue, acks, loss);
    }

    /**
     * Closes the channel. If the broker has registered a consumer, it deletes the queue with it.
     */
    private static void abandon(Channel channel) {
        try {
            channel.abort();
        } catch (IOException | RuntimeException gone) {
            // Then the connection is lost, and the queue with it.
        }
    }

    /**
     * Deletes a queue that has no consumer, which would otherwise fill until the connection closes.
     */
    private static void delete(Connection connection, @Nullable String queue) {
        if (queue == null || !connection.isOpen()) {
            return;
        }
        try (Channel another = Channels.open(connection)) {
            another.queueDelete(queue);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            log.debug("Queue {} remains until the connection closes", queue, e);
        }
    }

    private void deliver(String queue, Delivery delivery, GroupAck acks) {
        Message message = Deliveries.toMessage(delivery, queue, subscriber.id());
        String name = exchange.getName() + " receive";
        acks.done(
                delivery.getEnvelope().getDeliveryTag(),
                trace.during(name, message, () -> subscriber.receive(message)));
    }

    private static String reason(ShutdownSignalException signal) {
        return signal.isHardError() ? "the connection was lost" : "the channel was closed";
    }

    /** The queue's name, or null while there is none. */
    @Nullable String name() {
        Opened last = opened;
        return last == null || last.isLost() ? null : last.queue();
    }

    /**
     * The queue as it is now, or nothing while there is none. It is exclusive, so no other program
     * has its unacknowledged messages.
     */
    Optional<Topology.Queue> report() {
        Opened last = opened;
        if (last == null || last.isLost()) {
            return Optional.empty();
        }
        try {
            String name = last.queue();
            long ready = last.channel().messageCount(name);
            long held = last.acks().size();
            return Optional.of(
                    new Topology.Queue(
                            name, false, Map.of(), true, ready, held, 1, null, null, null));
        } catch (IOException | ShutdownSignalException gone) {
            return Optional.empty();
        }
    }

    /** Whether it was open, and has to be opened again. */
    boolean isLost() {
        Opened last = opened;
        return !closed && (last == null ? lost : last.isLost());
    }

    /** Tells the subscriber that it misses messages from now on. */
    synchronized void reportLoss() {
        Opened last = opened;
        if (closed || last == null) {
            return;
        }
        opened = null;
        lost = true;
        subscriber.lost(
                last.queue(),
                Objects.requireNonNullElse(last.loss().get(), "the connection was lost"));
        Thread.startVirtualThread(() -> abandon(last.channel()));
    }

    /** Opens it again. A failure is logged, but not again and again. */
    void reopen() {
        try {
            open();
            lastWarning = "";
        } catch (IOException | TimeoutException | RuntimeException e) {
            if (!e.toString().equals(lastWarning)) {
                lastWarning = e.toString();
                log.warn("{} cannot reconnect yet: {}", subscriber.id(), lastWarning);
            }
        }
    }

    /**
     * Receives what the broker has sent already, which would otherwise vanish unseen, and deletes
     * the queue. The broker would delete it, too, but only after it has answered: the next publish
     * could find a queue that vanishes, and would not be confirmed.
     */
    private void end(Opened last) {
        try {
            last.channel().basicCancel(subscriber.id());
            last.acks().flush();
            last.channel().queueDelete(last.queue());
        } catch (IOException | ShutdownSignalException gone) {
            // Then the connection is lost, and the queue with it.
        }
    }

    /** Ends the only consumer, and the queue with it. */
    void close(String why) {
        closed = true;
        synchronized (this) {
            Opened last = opened;
            opened = null;
            if (last != null) {
                end(last);
                subscriber.unbound(last.queue(), why);
                Thread.startVirtualThread(() -> abandon(last.channel()));
            }
        }
    }
}
