package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel on which the broker confirms: it counts the publishes along, and says by number what
 * became of each. What it has not said when the channel closes, nobody will ever know.
 *
 * <p>One thread writes, always the same. Over Netty that is the connection's own, which brings the
 * broker's words, too: frames from another one would get between those of a message.
 */
final class ConfirmChannel {

    private final Channel channel;
    private final Runnable onWord;
    private final Map<Long, Outgoing> undecided = new ConcurrentHashMap<>();
    private long firstUndecided = 1;
    private volatile long lastDecided;
    private volatile boolean blocked;
    private volatile boolean abandoned;

    private ConfirmChannel(Channel channel, Runnable onWord) {
        this.channel = channel;
        this.onWord = onWord;
    }

    /**
     * Opens one.
     *
     * @param onWord called when the broker has decided on publishes, or takes none for a while or
     *     any longer
     */
    static ConfirmChannel open(Connection connection, Runnable onWord) throws IOException {
        Channel channel = connection.createChannel();
        if (channel == null) {
            throw new IOException("The connection has as many channels as the broker allows");
        }
        ConfirmChannel opened = new ConfirmChannel(channel, onWord);
        connection.clearBlockedListeners();
        connection.addBlockedListener(opened::onBlocked, () -> opened.blocked = false);
        channel.addReturnListener(returned -> opened.onReturned(returned.getProperties()));
        channel.addConfirmListener(
                (number, multiple) -> opened.onDecided(number, multiple, Outgoing::confirmed),
                (number, multiple) -> opened.onDecided(number, multiple, ConfirmChannel::refuse));
        channel.addShutdownListener(opened::onShutdown);
        channel.confirmSelect();
        return opened;
    }

    /**
     * Brings what comes by this channel, too, for as long as it is open.
     *
     * @param onLost called when it no longer is
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
        return blocked;
    }

    /** The number of the next publish. */
    long next() {
        return channel.getNextPublishSeqNo();
    }

    /** Whether the broker has decided on this one, or on a later one. */
    boolean hasDecided(long number) {
        return lastDecided >= number;
    }

    /** Writes a publish, which has its outcome from here on in any case. */
    void write(Outgoing publish) {
        long number = next();
        undecided.put(number, publish);
        try {
            channel.basicPublish(
                    publish.exchange(),
                    publish.routingKey(),
                    true,
                    publish.numbered(number),
                    publish.body());
        } catch (IOException | RuntimeException e) {
            // The numbers on both sides may differ now, and a confirm would be another's.
            abandon(e);
        }
        if (abandoned) {
            // By another thread meanwhile, which may have missed this one.
            failUndecided(null);
        }
    }

    private void abandon(@Nullable Exception cause) {
        abandoned = true;
        // To close is to wait for an answer, for which nobody here has time.
        Thread.startVirtualThread(this::abort);
        failUndecided(cause);
    }

    private void abort() {
        try {
            channel.abort();
        } catch (IOException e) {
            // It is closed, then.
        }
    }

    private void onReturned(AMQP.BasicProperties message) {
        if (message.getHeaders().get(Outgoing.NUMBER) instanceof Long number) {
            Outgoing publish = undecided.get(number);
            if (publish != null) {
                publish.returned();
            }
        }
    }

    private void onDecided(long number, boolean multiple, Consumer<Outgoing> outcome) {
        for (; multiple && firstUndecided <= number; firstUndecided++) {
            decide(firstUndecided, outcome);
        }
        decide(number, outcome);
        lastDecided = Math.max(lastDecided, number);
        onWord.run();
    }

    private void decide(long number, Consumer<Outgoing> outcome) {
        Outgoing publish = undecided.remove(number);
        if (publish != null) {
            outcome.accept(publish);
        }
    }

    /** A lost confirm must not be kept for ever. */
    void forget(Outgoing publish) {
        undecided.values().remove(publish);
    }

    /** Where several queues may get a copy, one that refuses says nothing of the others. */
    private static void refuse(Outgoing publish) {
        publish.fail(
                publish.exchange().isEmpty()
                        ? PublishException.Refused.byItsQueue()
                        : new PublishException.OutcomeUnknown(
                                "A queue that the exchange sends to did not take the message",
                                null));
    }

    private void failUndecided(@Nullable Exception cause) {
        for (Long number : undecided.keySet()) {
            decide(
                    number,
                    publish ->
                            publish.fail(
                                    "The connection was lost before the broker confirmed", cause));
        }
    }

    private void onShutdown(Exception cause) {
        failUndecided(cause);
        onWord.run();
    }

    private void onBlocked(String reason) {
        blocked = true;
        onWord.run();
    }

    /** Nothing more is written, and what is undecided stays so. */
    void close() {
        abandon(null);
    }
}
