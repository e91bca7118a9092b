package dev.rabbitpatterns.rpc;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.test.RealBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Acts as the tutorials' {@code rpc_server}, but the test decides whether, when and what it
 * answers.
 */
final class TutorialServer implements AutoCloseable {

    private final Connection connection = RealBroker.get().connect();
    private final Channel channel;

    /** Requests received that are neither answered nor acknowledged. */
    final BlockingQueue<Delivery> requests = new LinkedBlockingQueue<>();

    TutorialServer() {
        try {
            channel = connection.createChannel();
            channel.queueDeclare("rpc_queue", true, false, false, Map.of("x-queue-type", "quorum"));
            channel.basicConsume("rpc_queue", false, (tag, it) -> requests.add(it), tag -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Delivery next() throws InterruptedException {
        return Objects.requireNonNull(requests.poll(30, TimeUnit.SECONDS), "no request came");
    }

    /** Answers as the tutorials do, with a correlation id and a text but no headers or confirm. */
    void answer(Delivery request, String text) throws IOException {
        answer(request, request.getProperties().getCorrelationId(), text);
        channel.basicAck(request.getEnvelope().getDeliveryTag(), false);
    }

    void answer(Delivery request, @Nullable String correlationId, String text) throws IOException {
        channel.basicPublish(
                "",
                request.getProperties().getReplyTo(),
                new AMQP.BasicProperties.Builder().correlationId(correlationId).build(),
                text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        connection.abort();
    }
}
