package dev.rabbitpatterns.benchmarks;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/**
 * Access to the broker's queues as an administrator.
 *
 * <p>Every measurement begins with an empty queue, so that no subject pays for messages that
 * another one has left.
 */
final class Queues implements AutoCloseable {

    private static final long CONFIRM_TIMEOUT = 60_000;
    private static final Duration ARRIVAL_TIMEOUT = Duration.ofSeconds(5);
    private static final int BATCH = 1000;

    private final Connection connection;
    private final String product;

    Queues(ConnectionFactory factory) throws IOException, TimeoutException {
        this.connection = factory.newConnection("benchmarks");
        this.product = "RabbitMQ " + connection.getServerProperties().get("version");
    }

    String product() {
        return product;
    }

    void declareQuorum(String queue) throws IOException, TimeoutException {
        try (Channel channel = connection.createChannel()) {
            channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
        }
    }

    /** Declares a quorum queue, unless the queue exists, even with other arguments. */
    void declareIfMissing(String queue) throws IOException, TimeoutException {
        Channel channel = connection.createChannel();
        try {
            channel.queueDeclarePassive(queue);
            channel.close();
        } catch (IOException noSuchQueue) {
            declareQuorum(queue);
        }
    }

    /** The number of messages without the unacknowledged ones; 0 if there is no such queue. */
    long depth(String queue) throws IOException, TimeoutException {
        Channel channel = connection.createChannel();
        try {
            return channel.messageCount(queue);
        } catch (IOException noSuchQueue) {
            return 0;
        } finally {
            if (channel.isOpen()) {
                channel.close();
            }
        }
    }

    void purge(String queue) throws IOException, TimeoutException {
        if (depth(queue) > 0) {
            try (Channel channel = connection.createChannel()) {
                channel.queuePurge(queue);
            }
        }
    }

    void delete(String queue) throws IOException, TimeoutException {
        try (Channel channel = connection.createChannel()) {
            channel.queueDelete(queue);
        }
    }

    /** How many of these messages are not in the queue, even after a short wait. */
    long missing(String queue, long messages) throws Exception {
        long deadline = System.nanoTime() + ARRIVAL_TIMEOUT.toNanos();
        long missing = messages - depth(queue);
        while (missing > 0 && System.nanoTime() < deadline) {
            Thread.sleep(50);
            missing = messages - depth(queue);
        }
        return Math.max(0, missing);
    }

    /** Fails unless at least this many messages are in the queue, after a short wait if need be. */
    void expect(String queue, long messages) throws Exception {
        long missing = missing(queue, messages);
        if (missing > 0) {
            throw new IllegalStateException(missing + " messages are missing in " + queue);
        }
    }

    /** Publishes messages with ids, as the services do, and returns once all are in the queue. */
    void fill(String queue, int messages) throws Exception {
        byte[] body = Payload.bytes();
        try (Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            for (int sent = 1; sent <= messages; sent++) {
                channel.basicPublish("", queue, true, properties(), body);
                if (sent % BATCH == 0 || sent == messages) {
                    channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT);
                }
            }
        }
        expect(queue, messages);
    }

    private static AMQP.BasicProperties properties() {
        return MessageProperties.PERSISTENT_TEXT_PLAIN
                .builder()
                .messageId(UUID.randomUUID().toString())
                .build();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
