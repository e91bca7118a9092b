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
 * Asks the real broker which bindings match which messages, so that predictions can be checked
 * against it.
 */
public final class RoutingOracle {

    private static final String END = "end";

    private RoutingOracle() {}

    /**
     * What a binding matches, or what a message is routed by.
     *
     * @param key the binding key or the routing key
     * @param headers the binding's arguments or the message's headers
     */
    public record Attributes(String key, Map<String, Object> headers) {}

    /** For each binding, which of the messages the broker routes by it. */
    public static boolean[][] ask(
            String exchangeType, List<Attributes> bindings, List<Attributes> messages) {
        try (Connection connection = RealBroker.get().connect();
                Channel channel = connection.createChannel()) {
            // The previous exchange may still be about to be auto-deleted with its last queue.
            String exchange = "oracle." + UUID.randomUUID();
            channel.exchangeDeclare(exchange, exchangeType, false, true, Map.of());
            boolean[][] matched = new boolean[bindings.size()][messages.size()];
            CountDownLatch ended = new CountDownLatch(bindings.size());
            List<String> queues = new ArrayList<>();
            for (int b = 0; b < bindings.size(); b++) {
                queues.add(listen(channel, exchange, bindings.get(b), matched[b], ended));
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
            return matched;
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * A queue delivers its messages in the order in which they were sent, so its end marker shows
     * that it has delivered them all.
     */
    private static String listen(
            Channel channel,
            String exchange,
            Attributes binding,
            boolean[] matched,
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
                        matched[Integer.parseInt(body)] = true;
                    }
                },
                tag -> {});
        return queue;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
