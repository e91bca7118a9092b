package dev.rabbitpatterns.messaging.subscribe;

import com.rabbitmq.client.AMQP.Channel.Close;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import dev.rabbitpatterns.messaging.Channels;
import dev.rabbitpatterns.messaging.Deliveries;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.core.Message;

/**
 * The queue of one subscriber: named by the broker, exclusive to the connection, and deleted with
 * its consumer.
 */
final class SubscriberQueue {

    private static final Logger log = LoggerFactory.getLogger(SubscriberQueue.class);
    private static final String REFUSED = "PRECONDITION_FAILED - ";

    private final SubscriberConnection connection;
    private final Exchange exchange;
    private final Subscriber subscriber;
    private final SubscribeProperties bounds;

    private @Nullable Channel channel;
    private @Nullable GroupAck acks;
    private volatile @Nullable String name;
    private volatile boolean lost;
    private volatile boolean closed;

    SubscriberQueue(
            SubscriberConnection connection,
            Exchange exchange,
            Subscriber subscriber,
            SubscribeProperties bounds) {
        this.connection = connection;
        this.exchange = exchange;
        this.subscriber = subscriber;
        this.bounds = bounds;
    }

    /**
     * Declares the queue, binds it and consumes from it, unless it is open already.
     *
     * @throws ProblemException if the broker refuses a binding; each version has limits of its own
     */
    synchronized void open() throws IOException, TimeoutException {
        if (closed || name != null) {
            return;
        }
        Channel open = channel;
        if (open == null || !open.isOpen()) {
            open = connection.openChannel();
            channel = open;
            acks = newAcks(open);
        }
        open.basicQos(bounds.prefetch());
        // It is not durable: after a broker restart, the first subscriber declares it again.
        open.exchangeDeclare(
                exchange.getName(),
                exchange.getType(),
                exchange.isDurable(),
                exchange.isAutoDelete(),
                exchange.getArguments());
        String queue = open.queueDeclare().getQueue();
        bind(open, queue);
        subscriber.bound(queue);
        consume(open, queue);
        name = queue;
        lost = false;
    }

    private void bind(Channel open, String queue) throws IOException {
        for (BindingRule rule : subscriber.rules()) {
            try {
                open.queueBind(queue, exchange.getName(), rule.routingKey(), rule.arguments());
            } catch (IOException e) {
                delete(queue);
                String reply = Channels.refusal(e).map(Close::getReplyText).orElse("");
                if (reply.startsWith(REFUSED)) {
                    throw ProblemException.invalid(
                            "#", "the broker refuses it: " + reply.substring(REFUSED.length()));
                }
                throw e;
            }
        }
    }

    /**
     * Deletes a queue that has no consumer, which would otherwise fill until the connection closes.
     * Uses another channel, because the broker has closed the first one.
     */
    private void delete(String queue) {
        try (Channel another = connection.openChannel()) {
            another.queueDelete(queue);
        } catch (IOException | TimeoutException | AlreadyClosedException e) {
            log.debug("Queue {} remains until the connection closes", queue, e);
        }
    }

    /** The queue has a consumer, and the subscriber is connected, only after this has returned. */
    private void consume(Channel open, String queue) throws IOException {
        GroupAck acksOfChannel = Objects.requireNonNull(acks);
        try {
            open.basicConsume(
                    queue,
                    false,
                    subscriber.id(),
                    (tag, delivery) -> deliver(queue, delivery, acksOfChannel),
                    tag -> later(() -> lost("its queue was deleted")),
                    (tag, signal) -> lost(reason(signal)));
        } catch (IOException | RuntimeException e) {
            subscriber.lost(queue, "it could not consume");
            abandon(open);
            delete(queue);
            throw e;
        }
    }

    /**
     * Closes the channel. If the broker has registered a consumer, it deletes the queue with it.
     */
    private void abandon(Channel open) {
        channel = null;
        try {
            open.abort();
        } catch (IOException gone) {
            // Then the connection is lost, and the queue with it.
        }
    }

    /** One for each channel, because delivery tags belong to a channel. */
    private GroupAck newAcks(Channel open) {
        return new GroupAck(
                open, bounds.ackBatchSize(), bounds.maxAckDelay(), subscriber::acknowledged);
    }

    private void deliver(String queue, Delivery delivery, GroupAck acks) {
        Message message =
                Deliveries.toMessage(
                        delivery.getEnvelope(),
                        delivery.getProperties(),
                        delivery.getBody(),
                        queue,
                        subscriber.id());
        acks.done(delivery.getEnvelope().getDeliveryTag(), subscriber.receive(message));
    }

    /** Not on the reading thread: the holder of the lock may be waiting for what it reads next. */
    private static void later(Runnable task) {
        Thread.startVirtualThread(task);
    }

    private void lost(String why) {
        if (closed) {
            // The closing thread holds the lock and waits until this returns.
            return;
        }
        synchronized (this) {
            if (closed || name == null) {
                return;
            }
            subscriber.lost(name, why);
            name = null;
            lost = true;
        }
    }

    private static String reason(ShutdownSignalException signal) {
        return signal.isHardError() ? "the connection was lost" : "the channel was closed";
    }

    /** The queue's name, or null while there is none. */
    @Nullable String name() {
        return name;
    }

    /** How many messages are ready in it, or null if that is unknown. */
    synchronized @Nullable Long ready() {
        try {
            return name == null || channel == null ? null : channel.messageCount(name);
        } catch (IOException | AlreadyClosedException gone) {
            return null;
        }
    }

    /** Whether it was open, and has to be opened again. */
    boolean isLost() {
        return lost && !closed;
    }

    /** Opens it again; a failure is logged. */
    void reopen() {
        try {
            open();
        } catch (IOException | TimeoutException | ShutdownSignalException | ProblemException e) {
            log.warn("{} cannot reconnect yet: {}", subscriber.id(), e.toString());
        }
    }

    /** Closes the channel, and with it the only consumer; the broker then deletes the queue. */
    synchronized void close(String why) {
        closed = true;
        if (acks != null) {
            acks.flush();
        }
        if (name != null) {
            subscriber.unbound(name, why);
        }
        name = null;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException | TimeoutException | AlreadyClosedException gone) {
            // Then the connection is lost, and the queue with it.
        }
    }
}
