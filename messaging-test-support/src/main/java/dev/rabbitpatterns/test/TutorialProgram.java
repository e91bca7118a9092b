package dev.rabbitpatterns.test;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A program that knows AMQP but nothing of this suite. It declares, sends and receives as the
 * official tutorials do.
 */
public final class TutorialProgram implements AutoCloseable {

    private final Connection connection;
    private final Channel channel;

    public TutorialProgram() {
        try {
            connection = RealBroker.get().connect();
            channel = connection.createChannel();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Declares a queue as the tutorials declare theirs: durable, quorum, no other argument. */
    public TutorialProgram declare(String queue) {
        return declare(queue, Map.of("x-queue-type", "quorum"));
    }

    /** Declares a durable queue with these arguments. */
    public TutorialProgram declare(String queue, Map<String, Object> arguments) {
        return attempt(() -> channel.queueDeclare(queue, true, false, false, arguments));
    }

    /** Deletes a queue with all its messages. */
    public TutorialProgram delete(String queue) {
        return attempt(() -> channel.queueDelete(queue));
    }

    /** Removes the messages that wait in a queue. */
    public TutorialProgram purge(String queue) {
        return attempt(() -> channel.queuePurge(queue));
    }

    /** Sends a text without any property, as {@code basic_publish('', queue, body)} does. */
    public TutorialProgram send(String queue, String text) {
        return send(queue, text.getBytes(StandardCharsets.UTF_8), null);
    }

    /** Sends these bytes with these properties. */
    public TutorialProgram send(
            String queue, byte[] body, AMQP.@Nullable BasicProperties properties) {
        return attempt(() -> channel.basicPublish("", queue, properties, body));
    }

    /** Declares an exchange as the tutorials declare theirs: neither durable nor auto-delete. */
    public TutorialProgram declareExchange(String exchange, String type) {
        return attempt(() -> channel.exchangeDeclare(exchange, type));
    }

    /** Binds a queue to an exchange with an empty key. */
    public TutorialProgram bind(String queue, String exchange) {
        return attempt(() -> channel.queueBind(queue, exchange, ""));
    }

    /** Emits a text without any property, as {@code emit_log} does. */
    public TutorialProgram emit(String exchange, String routingKey, String text) {
        return emit(exchange, routingKey, text.getBytes(StandardCharsets.UTF_8), null);
    }

    /** Emits these bytes with these properties. */
    public TutorialProgram emit(
            String exchange,
            String routingKey,
            byte[] body,
            AMQP.@Nullable BasicProperties properties) {
        return attempt(() -> channel.basicPublish(exchange, routingKey, properties, body));
    }

    /**
     * Listens with a queue of its own, as {@code receive_logs} does, and collects what arrives.
     *
     * @param arguments of the binding, for a headers exchange
     */
    public List<Delivery> listen(
            String exchange, String bindingKey, Map<String, Object> arguments) {
        List<Delivery> received = new CopyOnWriteArrayList<>();
        attempt(() -> {
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, exchange, bindingKey, arguments);
            channel.basicConsume(queue, true, (tag, delivery) -> received.add(delivery), tag -> {});
        });
        return received;
    }

    /** Takes the queue's first message, and fails if there is none. */
    public GetResponse receive(String queue) {
        try {
            GetResponse message = channel.basicGet(queue, true);
            if (message == null) {
                throw new AssertionError("Queue '" + queue + "' is empty");
            }
            return message;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes all messages of the queue. */
    public List<Delivery> receiveAll(String queue) {
        List<Delivery> all = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch cancelled = new CountDownLatch(1);
        Consumer consumer =
                new DefaultConsumer(channel) {
                    @Override
                    public void handleDelivery(
                            String tag,
                            Envelope envelope,
                            AMQP.BasicProperties properties,
                            byte[] body) {
                        all.add(new Delivery(envelope, properties, body));
                    }

                    @Override
                    public void handleCancelOk(String tag) {
                        cancelled.countDown();
                    }
                };
        attempt(() -> {
            String tag = channel.basicConsume(queue, true, consumer);
            Awaitility.await(queue + " is empty").until(() -> channel.messageCount(queue) == 0);
            channel.basicCancel(tag);
        });
        Awaitility.await("the consumer is cancelled").until(() -> cancelled.getCount() == 0);
        return List.copyOf(all);
    }

    /** Takes the queue's first message and rejects it back into the queue. */
    public TutorialProgram lookAt(String queue) {
        return attempt(() -> {
            GetResponse message = channel.basicGet(queue, false);
            channel.basicReject(message.getEnvelope().getDeliveryTag(), true);
        });
    }

    /** Takes the queue's first message and keeps it, without acknowledging it. */
    public TutorialProgram hold(String queue) {
        return attempt(() -> channel.basicGet(queue, false));
    }

    /** Disconnects, even if a test has stopped the broker. */
    @Override
    public void close() {
        connection.abort();
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private TutorialProgram attempt(Attempt attempt) {
        try {
            attempt.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
