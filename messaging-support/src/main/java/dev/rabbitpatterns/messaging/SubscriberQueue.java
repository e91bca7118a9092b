package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.core.Message;

/**
 * One subscriber's queue: named by the broker, for this connection alone, and gone with its
 * consumer.
 */
final class SubscriberQueue {

    private static final Logger log = LoggerFactory.getLogger(SubscriberQueue.class);

    private final SubscriberConnection connection;
    private final Exchange exchange;
    private final Subscriber subscriber;
    private final MessagingProperties.Subscriptions bounds;

    private @Nullable Channel channel;
    private @Nullable GroupAck acks;
    private volatile @Nullable String name;
    private volatile boolean closed;

    SubscriberQueue(
            SubscriberConnection connection,
            Exchange exchange,
            Subscriber subscriber,
            MessagingProperties.Subscriptions bounds) {
        this.connection = connection;
        this.exchange = exchange;
        this.subscriber = subscriber;
        this.bounds = bounds;
    }

    /** Declares, binds and consumes, unless it does that already. */
    synchronized void open() throws IOException, TimeoutException {
        if (closed || name != null) {
            return;
        }
        Channel open = channel;
        if (open == null || !open.isOpen()) {
            open = connection.openChannel();
            channel = open;
            acks = null;
        }
        open.basicQos(bounds.prefetch());
        // It is not durable: after a restart of the broker, whoever comes first declares it again.
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
    }

    /** Until this has returned, the queue has no consumer, and the subscriber is still away. */
    private void consume(Channel open, String queue) throws IOException {
        GroupAck acksOfChannel = acks != null ? acks : newAcks(open);
        acks = acksOfChannel;
        try {
            open.basicConsume(
                    queue,
                    false,
                    subscriber.id(),
                    (tag, delivery) -> deliver(queue, delivery, acksOfChannel),
                    tag -> later(() -> lost("its queue was deleted", true)),
                    (tag, signal) -> lost(reason(signal), !signal.isHardError()));
        } catch (IOException | RuntimeException e) {
            subscriber.lost(queue, "it could not consume");
            abandon(open);
            throw e;
        }
    }

    /** The queue goes with a consumer that the broker may have registered all the same. */
    private void abandon(Channel open) {
        channel = null;
        try {
            open.abort();
        } catch (IOException gone) {
            // Then the connection is lost, and the queue with it.
        }
    }

    /** One for each channel: two would acknowledge each other's deliveries. */
    private GroupAck newAcks(Channel open) {
        return new GroupAck(
                open,
                bounds.acknowledgeTogether(),
                bounds.acknowledgeWithin(),
                subscriber::acknowledged);
    }

    private void bind(Channel open, String queue) throws IOException {
        for (BindingRule rule : subscriber.rules()) {
            try {
                open.queueBind(queue, exchange.getName(), rule.routingKey(), rule.arguments());
            } catch (IOException e) {
                throw BindingRefusedException.isMeantBy(e) ? new BindingRefusedException(e) : e;
            }
        }
    }

    private void deliver(String queue, Delivery delivery, GroupAck acks) {
        Message message =
                RawMessage.toMessage(
                        delivery.getEnvelope(),
                        delivery.getProperties(),
                        delivery.getBody(),
                        queue,
                        subscriber.id());
        acks.done(delivery.getEnvelope().getDeliveryTag(), subscriber.receive(message));
    }

    /**
     * Not by the thread that reads: somebody may hold the lock and wait for what it reads next. Who
     * waits on a channel that closes is told so first.
     */
    private static void later(Runnable what) {
        Thread.startVirtualThread(what);
    }

    private void lost(String why, boolean connected) {
        if (closed) {
            // By somebody who has the lock, and waits until this is told.
            return;
        }
        synchronized (this) {
            if (closed || name == null) {
                return;
            }
            subscriber.lost(name, why);
            name = null;
        }
        if (connected) {
            comeBack();
        }
    }

    private static String reason(ShutdownSignalException signal) {
        return signal.isHardError() ? "the connection was lost" : "the channel was closed";
    }

    /** The queue's name, or null while there is none. */
    @Nullable String name() {
        return name;
    }

    /** How many messages wait in it, or null if it cannot be asked. */
    synchronized @Nullable Long waiting() {
        try {
            return name == null || channel == null ? null : channel.messageCount(name);
        } catch (IOException | AlreadyClosedException gone) {
            return null;
        }
    }

    /** Opens it again, as often as it takes; the connection says when it comes back itself. */
    void comeBack() {
        Thread.ofVirtual()
                .name("returning-" + subscriber.id())
                .start(() -> {
                    while (isAway() && connection.isOpen()) {
                        tryToOpen();
                    }
                });
    }

    private void tryToOpen() {
        try {
            open();
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            log.warn("{} cannot come back yet: {}", subscriber.id(), e.toString());
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(bounds.reconnect());
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts this thread", e);
        }
    }

    private synchronized boolean isAway() {
        return !closed && name == null;
    }

    /** Lets go of it; the broker deletes a queue that had a consumer and has none. */
    synchronized void close(String why) {
        closed = true;
        if (acks != null) {
            acks.send();
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
