package dev.rabbitpatterns.messaging.subscribe;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Acknowledges the deliveries of one channel in batches. Until then it holds only their events,
 * because two hundred subscribers that each hold large messages would fill the memory.
 */
final class GroupAck {

    private final Channel channel;
    private final int batchSize;
    private final Executor delayed;
    private final Consumer<MessageEvent> onAcknowledged;
    private final List<MessageEvent> done = new ArrayList<>();
    private long lastTag;

    /**
     * For one channel.
     *
     * @param batchSize how many deliveries are acknowledged at once
     * @param maxDelay how long the first delivery of a batch waits for the others
     * @param onAcknowledged called after the acknowledgement, with the event of each delivery
     */
    GroupAck(
            Channel channel,
            int batchSize,
            Duration maxDelay,
            Consumer<MessageEvent> onAcknowledged) {
        this.channel = channel;
        this.batchSize = batchSize;
        this.onAcknowledged = onAcknowledged;
        this.delayed =
                CompletableFuture.delayedExecutor(
                        maxDelay.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread);
    }

    /** Marks a delivery as done. Has to be called in the order of arrival. */
    synchronized void done(long deliveryTag, MessageEvent delivered) {
        lastTag = deliveryTag;
        done.add(delivered);
        if (done.size() >= batchSize) {
            flush();
        } else if (done.size() == 1) {
            delayed.execute(this::flush);
        }
    }

    /** How many deliveries are done but not acknowledged. */
    synchronized int size() {
        return done.size();
    }

    synchronized void flush() {
        if (done.isEmpty()) {
            return;
        }
        try {
            channel.basicAck(lastTag, true);
            done.forEach(onAcknowledged);
        } catch (IOException | AlreadyClosedException gone) {
            // The broker requeues what is unacknowledged, if the queue still exists.
        }
        done.clear();
    }
}
