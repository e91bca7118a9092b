package dev.rabbitpatterns.test;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets the real broker say which bindings choose which messages, for predictions to be held
 * against.
 */
public final class RoutingOracle {

    private static final String END = "end";

    private RoutingOracle() {}

    /**
     * What a binding asks for, or what a message brings.
     *
     * @param key the binding's or the routing key
     * @param headers the binding's arguments or the message's headers
     */
    public record Attributes(String key, Map<String, Object> headers) {}

    /** For each binding, which of the messages the broker chooses by it. */
    public static boolean[][] ask(
            String exchangeType, List<Attributes> bindings, List<Attributes> messages) {
        try (Connection connection = RealBroker.get().connect();
                Channel channel = connection.createChannel()) {
            // One of its own each time: the last one may be about to go with its last queue.
            String exchange = "oracle." + UUID.randomUUID();
            channel.exchangeDeclare(exchange, exchangeType, false, true, Map.of());
            boolean[][] chosen = new boolean[bindings.size()][messages.size()];
            CountDownLatch ended = new CountDownLatch(bindings.size());
            List<String> queues = new ArrayList<>();
            for (int b = 0; b < bindings.size(); b++) {
                queues.add(listen(channel, exchange, bindings.get(b), chosen[b], ended));
            }
            for (int m = 0; m < messages.size(); m++) {
                Attributes message = messages.get(m);
                AMQP.BasicProperties properties =
                        new AMQP.BasicProperties.Builder().headers(message.headers()).build();
                channel.basicPublish(
                        exchange, message.key(), properties, bytes(Integer.toString(m)));
            }
            for (String queue : queues) {
                channel.basicPublish("", queue, null, bytes(END));
            }
            if (!ended.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("The broker did not deliver everything");
            }
            return chosen;
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * A queue's messages come in the order in which they were sent, so that its end tells that it
     * has all.
     */
    private static String listen(
            Channel channel,
            String exchange,
            Attributes binding,
            boolean[] chosen,
            CountDownLatch ended)
            throws IOException {
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, exchange, binding.key(), binding.headers());
        channel.basicConsume(
                queue,
                true,
                (tag, delivery) -> {
                    String body = new String(delivery.getBody(), StandardCharsets.UTF_8);
                    if (body.equals(END)) {
                        ended.countDown();
                    } else {
                        chosen[Integer.parseInt(body)] = true;
                    }
                },
                tag -> {});
        return queue;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
