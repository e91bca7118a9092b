package dev.rabbitpatterns.messaging.publish;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.messaging.Channels;
import dev.rabbitpatterns.messaging.ForwardedMessage;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel with publisher confirms: it numbers the publishes as the broker does, and settles each
 * when the broker confirms or rejects its number. Publishes that are unconfirmed when the channel
 * closes have an unknown outcome.
 *
 * <p>Only one thread at a time may write. Confirms arrive on the thread that reads from the
 * connection.
 */
final class ConfirmChannel {

    private final Channel channel;
    private final BooleanSupplier blocked;
    private final Map<Long, PendingPublish> unconfirmed = new ConcurrentHashMap<>();
    private long firstUnconfirmed = 1;
    private volatile boolean behind;
    private volatile boolean abandoned;

    private ConfirmChannel(Channel channel, BooleanSupplier blocked) {
        this.channel = channel;
        this.blocked = blocked;
    }

    /**
     * Opens a channel.
     *
     * @param blocked whether the broker has blocked the connection
     */
    static ConfirmChannel open(Connection connection, BooleanSupplier blocked) throws IOException {
        Channel channel = Channels.open(connection);
        ConfirmChannel opened = new ConfirmChannel(channel, blocked);
        channel.addReturnListener(returned -> opened.onReturned(returned.getProperties()));
        channel.addConfirmListener(
                (number, multiple) -> opened.settle(number, multiple, PendingPublish::confirmed),
                (number, multiple) -> opened.settle(number, multiple, ConfirmChannel::reject));
        channel.addShutdownListener(opened::failUnconfirmed);
        channel.confirmSelect();
        return opened;
    }

    /**
     * Consumes from a queue on this channel, for as long as it is open.
     *
     * @param onLost called when the channel closes
     */
    void consume(String queue, Consumer<Delivery> onDelivery, Consumer<Exception> onLost)
            throws IOException {
        channel.addShutdownListener(onLost::accept);
        channel.basicConsume(
                queue, true, (tag, delivery) -> onDelivery.accept(delivery), tag -> close());
    }

    boolean isOpen() {
        return !abandoned && channel.isOpen();
    }

    boolean isBlocked() {
        return blocked.getAsBoolean();
    }

    /** Whether the broker has confirmed nothing since the last publish that was given up. */
    boolean isBehind() {
        return behind;
    }

    /** Writes a publish. From here on it always completes, successfully or not. */
    void write(PendingPublish publish) {
        try {
            long number = channel.getNextPublishSeqNo();
            unconfirmed.put(number, publish);
            channel.basicPublish(
                    publish.exchange(),
                    publish.routingKey(),
                    true,
                    publish.numbered(number),
                    publish.body());
        } catch (IOException | RuntimeException | Error e) {
            // The two sides may now count differently, so a confirm could settle the wrong publish.
            publish.fail("The message could not be written", e);
            abandon(e);
        }
        if (abandoned) {
            // Another thread has abandoned the channel, and may have missed this publish.
            failUnconfirmed(null);
        }
    }

    /** Forgets a publish that has failed, whose confirm may never arrive. */
    void release(PendingPublish publish) {
        if (unconfirmed.values().remove(publish)) {
            behind = true;
        }
    }

    /** Writes nothing more. Unconfirmed publishes have an unknown outcome. */
    void close() {
        abandon(null);
    }

    private void abandon(@Nullable Throwable cause) {
        abandoned = true;
        failUnconfirmed(cause);
        // Closing waits for the broker's answer, which a handler must not do.
        Thread.startVirtualThread(this::abort);
    }

    private void abort() {
        try {
            channel.abort();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    private void onReturned(AMQP.BasicProperties message) {
        if (message.getHeaders().get(ForwardedMessage.PUBLISH_NUMBER) instanceof Long number) {
            PendingPublish publish = unconfirmed.get(number);
            if (publish != null) {
                publish.returned();
            }
        }
    }

    private void settle(long number, boolean multiple, Consumer<PendingPublish> outcome) {
        behind = false;
        for (; multiple && firstUnconfirmed <= number; firstUnconfirmed++) {
            settle(firstUnconfirmed, outcome);
        }
        settle(number, outcome);
    }

    private void settle(long number, Consumer<PendingPublish> outcome) {
        PendingPublish publish = unconfirmed.remove(number);
        if (publish != null) {
            outcome.accept(publish);
        }
    }

    /** Where several queues may get a copy, a rejection by one says nothing about the others. */
    private static void reject(PendingPublish publish) {
        publish.fail(
                publish.exchange().isEmpty()
                        ? PublishException.Refused.byQueue()
                        : new PublishException.OutcomeUnknown(
                                "A queue that the exchange sends to did not take the message",
                                null));
    }

    private void failUnconfirmed(@Nullable Throwable cause) {
        for (Long number : unconfirmed.keySet()) {
            settle(
                    number,
                    publish ->
                            publish.fail(
                                    "The connection was lost before the broker confirmed", cause));
        }
    }
}
