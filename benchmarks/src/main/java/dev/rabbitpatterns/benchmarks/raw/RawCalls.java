package dev.rabbitpatterns.benchmarks.raw;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.benchmarks.Payload;
import dev.rabbitpatterns.benchmarks.load.Outcome;
import dev.rabbitpatterns.benchmarks.plain.Fibonacci;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Calls by direct reply-to: one channel for all callers, told apart by their correlation ids. */
final class RawCalls {

    private static final String DIRECT_REPLY = "amq.rabbitmq.reply-to";
    private static final String N = Integer.toString(Payload.FIBONACCI);
    private static final String EXPECTED = Fibonacci.of(Payload.FIBONACCI).toString();

    private final Channel channel;
    private final String queue;
    private final Map<String, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    RawCalls(Connection connection, String queue) throws IOException {
        this.channel = connection.createChannel();
        this.queue = queue;
        channel.basicConsume(DIRECT_REPLY, true, (tag, answer) -> accept(answer), tag -> {});
    }

    Outcome run(int callers, Duration time) throws Exception {
        return Callers.run(Collections.nCopies(callers, this::call), time);
    }

    private void accept(Delivery answer) {
        CompletableFuture<String> caller =
                waiting.remove(answer.getProperties().getCorrelationId());
        if (caller != null) {
            caller.complete(new String(answer.getBody(), StandardCharsets.UTF_8));
        }
    }

    private void call() throws Exception {
        String id = Long.toString(lastId.incrementAndGet());
        CompletableFuture<String> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().correlationId(id).replyTo(DIRECT_REPLY).build();
        // Callers can share the channel, because it locks while it writes a message.
        channel.basicPublish("", queue, properties, N.getBytes(StandardCharsets.UTF_8));
        if (!answer.get(10, TimeUnit.SECONDS).equals(EXPECTED)) {
            throw new IllegalStateException("A wrong answer");
        }
    }
}
