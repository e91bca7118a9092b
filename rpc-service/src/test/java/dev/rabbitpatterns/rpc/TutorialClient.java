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
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Acts as the tutorials' {@code rpc_client}, with an exclusive queue or direct reply-to. */
final class TutorialClient implements AutoCloseable {

    private final Connection connection = RealBroker.get().connect();
    private final Channel channel;
    private final BlockingQueue<Delivery> answers = new LinkedBlockingQueue<>();
    private final String replyTo;

    private TutorialClient(boolean direct) {
        try {
            channel = connection.createChannel();
            replyTo = direct ? "amq.rabbitmq.reply-to" : channel.queueDeclare().getQueue();
            channel.basicConsume(replyTo, true, (tag, answer) -> answers.add(answer), tag -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TutorialClient withExclusiveQueue() {
        return new TutorialClient(false);
    }

    static TutorialClient withDirectReplyTo() {
        return new TutorialClient(true);
    }

    /** Sends a request and returns its answer. */
    Delivery call(byte[] body) throws IOException, InterruptedException {
        return call(body, Map.of());
    }

    Delivery call(byte[] body, Map<String, Object> headers)
            throws IOException, InterruptedException {
        String id = UUID.randomUUID().toString();
        request(body, id, headers);
        Delivery answer =
                Objects.requireNonNull(answers.poll(10, TimeUnit.SECONDS), "no answer came");
        if (!id.equals(answer.getProperties().getCorrelationId())) {
            throw new AssertionError("An answer to another request: " + answer.getProperties());
        }
        return answer;
    }

    String call(String text) throws IOException, InterruptedException {
        return new String(
                call(text.getBytes(StandardCharsets.UTF_8)).getBody(), StandardCharsets.UTF_8);
    }

    void request(byte[] body, String correlationId, Map<String, Object> headers)
            throws IOException {
        channel.basicPublish(
                "",
                "rpc_queue",
                new AMQP.BasicProperties.Builder()
                        .replyTo(replyTo)
                        .correlationId(correlationId)
                        .headers(headers)
                        .build(),
                body);
    }

    @Override
    public void close() {
        connection.abort();
    }
}
