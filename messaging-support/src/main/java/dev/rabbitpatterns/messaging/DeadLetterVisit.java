package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.RabbitUtils;
import org.springframework.http.HttpStatus;

/**
 * One walk through the dead letters of a queue, oldest first; its end gives back what it has not
 * taken out.
 *
 * <p>What one visitor has in hand is out of another's sight, so there is one at a time, of all
 * instances: whoever could declare the exclusive queue {@code ….dead.visited}. From a visitor who
 * is lost the broker takes it back, together with the letters.
 */
final class DeadLetterVisit implements AutoCloseable {

    private static final Duration TRY_AGAIN = Duration.ofMillis(20);
    private static final int LOCKED = 405;

    private final Connection connection;
    private final Channel channel;
    private final String queue;

    /** Of the letters that there were at the start: one that dies again is not met twice. */
    private int ahead = Integer.MAX_VALUE;

    private int inHand;
    private int waiting;

    private DeadLetterVisit(Connection connection, String queue) throws IOException {
        this.connection = connection;
        this.queue = queue;
        this.channel = openChannel(connection);
    }

    /**
     * Waits for its turn.
     *
     * @throws ProblemException if it does not come in time
     */
    static DeadLetterVisit begin(Connection connection, String queue, Duration patience)
            throws IOException {
        Instant until = Instant.now().plus(patience);
        while (!isMyTurn(connection, queue)) {
            if (Instant.now().isAfter(until)) {
                throw busy();
            }
            pause();
        }
        try {
            return new DeadLetterVisit(connection, queue);
        } catch (IOException | RuntimeException e) {
            endTurn(connection, queue);
            throw e;
        }
    }

    static ProblemException busy() {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "dead-letters-busy",
                "Somebody else works through the dead letters. Try again later.");
    }

    /** The next letter, or none after the last. */
    @Nullable Message next() throws IOException {
        GetResponse response = ahead > 0 ? channel.basicGet(queue, false) : null;
        if (response == null) {
            return null;
        }
        // Only this number is exact: what the queue tells of itself may be a little older.
        waiting = response.getMessageCount();
        ahead = Math.min(ahead - 1, waiting);
        inHand++;
        return RawMessage.toMessage(
                response.getEnvelope(), response.getProps(), response.getBody(), queue, null);
    }

    /** Takes a letter out for good. */
    void remove(Message letter) throws IOException {
        channel.basicAck(letter.getMessageProperties().getDeliveryTag(), false);
        inHand--;
    }

    /** How many letters there are now. */
    int left() {
        return waiting + inHand;
    }

    @Override
    public void close() throws IOException {
        try {
            if (channel.isOpen()) {
                channel.basicNack(0, true, true);
            }
        } finally {
            RabbitUtils.closeChannel(channel);
            endTurn(connection, queue);
        }
    }

    private static boolean isMyTurn(Connection connection, String queue) throws IOException {
        Channel channel = openChannel(connection);
        try {
            channel.queueDeclare(turn(queue), false, true, true, Map.of());
            return true;
        } catch (IOException e) {
            if (e.getCause() instanceof ShutdownSignalException refusal
                    && refusal.getReason() instanceof AMQP.Channel.Close close
                    && close.getReplyCode() == LOCKED) {
                return false;
            }
            throw e;
        } finally {
            RabbitUtils.closeChannel(channel);
        }
    }

    private static void endTurn(Connection connection, String queue) throws IOException {
        if (connection.isOpen()) {
            Channel channel = openChannel(connection);
            try {
                channel.queueDelete(turn(queue));
            } finally {
                RabbitUtils.closeChannel(channel);
            }
        }
    }

    private static Channel openChannel(Connection connection) throws IOException {
        return connection
                .openChannel()
                .orElseThrow(() ->
                        new IOException(
                                "The connection has as many channels as the broker allows"));
    }

    private static String turn(String queue) {
        return queue + ".visited";
    }

    private static void pause() {
        try {
            Thread.sleep(TRY_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }
}
