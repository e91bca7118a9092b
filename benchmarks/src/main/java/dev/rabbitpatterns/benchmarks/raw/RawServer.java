package dev.rabbitpatterns.benchmarks.raw;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.benchmarks.plain.Fibonacci;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers with Fibonacci numbers; acknowledges each request after its answer is sent. */
final class RawServer {

    /** Enough for the requests of all callers. */
    private static final int PREFETCH = 100;

    private RawServer() {}

    static void serve(Connection connection, String queue) throws IOException {
        Channel channel = connection.createChannel();
        channel.basicQos(PREFETCH);
        channel.basicConsume(queue, false, (tag, request) -> answer(channel, request), tag -> {});
    }

    private static void answer(Channel channel, Delivery request) throws IOException {
        AMQP.BasicProperties asked = request.getProperties();
        int n = Integer.parseInt(new String(request.getBody(), StandardCharsets.UTF_8));
        channel.basicPublish(
                "",
                asked.getReplyTo(),
                new AMQP.BasicProperties.Builder().correlationId(asked.getCorrelationId()).build(),
                Fibonacci.of(n).toString().getBytes(StandardCharsets.UTF_8));
        channel.basicAck(request.getEnvelope().getDeliveryTag(), false);
    }
}
