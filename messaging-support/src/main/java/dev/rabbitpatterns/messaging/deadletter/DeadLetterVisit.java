package dev.rabbitpatterns.messaging.deadletter;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.rabbitpatterns.messaging.Channels;
import dev.rabbitpatterns.messaging.Deliveries;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.RabbitUtils;
import org.springframework.http.HttpStatus;

/**
 * One walk through the dead letters of a queue, oldest first. Closing it requeues what it has not
 * removed.
 *
 * <p>A letter that one visitor holds is invisible to another, so there is one visitor at a time
 * across all instances: the one that managed to declare the exclusive queue {@code ….dead.visited}.
 * If a visitor is lost, the broker deletes that queue and requeues the letters.
 */
final class DeadLetterVisit implements AutoCloseable {

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(20);

    private final Connection connection;
    private final Channel channel;
    private final String queue;

    /**
     * How many of the letters that were there at the start are left. One that is dead-lettered
     * again meanwhile is not visited twice.
     */
    private int ahead = Integer.MAX_VALUE;

    private int held;
    private int ready;

    private DeadLetterVisit(Connection connection, String queue) throws IOException {
        this.connection = connection;
        this.queue = queue;
        this.channel = Channels.open(connection);
    }

    /**
     * Waits for any other visitor to finish.
     *
     * @throws ProblemException if that takes too long
     */
    static DeadLetterVisit begin(Connection connection, String queue, Duration timeout)
            throws IOException {
        Instant deadline = Instant.now().plus(timeout);
        while (!lock(connection, queue)) {
            if (Instant.now().isAfter(deadline)) {
                throw busy();
            }
            pause();
        }
        try {
            return new DeadLetterVisit(connection, queue);
        } catch (IOException | RuntimeException e) {
            unlock(connection, queue);
            throw e;
        }
    }

    static ProblemException busy() {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "dead-letters-busy",
                "Another request is handling these dead letters. Try again later.");
    }

    /** The next letter, or null after the last. */
    @Nullable Message next() throws IOException {
        GetResponse response = ahead > 0 ? channel.basicGet(queue, false) : null;
        if (response == null) {
            return null;
        }
        // Only this number is exact; the queue's own count may lag behind.
        ready = response.getMessageCount();
        ahead = Math.min(ahead - 1, ready);
        held++;
        return Deliveries.toMessage(response, queue);
    }

    /** Removes a letter for good. */
    void remove(Message letter) throws IOException {
        channel.basicAck(letter.getMessageProperties().getDeliveryTag(), false);
        held--;
    }

    /** How many letters there are now. */
    int left() {
        return ready + held;
    }

    @Override
    public void close() throws IOException {
        try {
            if (channel.isOpen()) {
                channel.basicNack(0, true, true);
            }
        } finally {
            RabbitUtils.closeChannel(channel);
            unlock(connection, queue);
        }
    }

    private static boolean lock(Connection connection, String queue) throws IOException {
        Channel channel = Channels.open(connection);
        try {
            channel.queueDeclare(lockOf(queue), false, true, true, Map.of());
            return true;
        } catch (IOException e) {
            boolean locked =
                    Channels.refusal(e)
                            .filter(close -> close.getReplyCode() == AMQP.RESOURCE_LOCKED)
                            .isPresent();
            if (locked) {
                return false;
            }
            throw e;
        } finally {
            RabbitUtils.closeChannel(channel);
        }
    }

    private static void unlock(Connection connection, String queue) throws IOException {
        if (connection.isOpen()) {
            Channel channel = Channels.open(connection);
            try {
                channel.queueDelete(lockOf(queue));
            } finally {
                RabbitUtils.closeChannel(channel);
            }
        }
    }

    private static String lockOf(String queue) {
        return queue + ".visited";
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_ATTEMPTS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }
}
