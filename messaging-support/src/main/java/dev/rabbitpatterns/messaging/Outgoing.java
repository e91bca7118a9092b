package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AMQP;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;
import org.springframework.amqp.rabbit.support.MessagePropertiesConverter;

/** A publish on its way to the broker, and the one outcome that it gets. */
final class Outgoing {

    /** By this header a returned message is known again: its message-id may be there twice. */
    static final String NUMBER = "x-publish-number";

    private static final MessagePropertiesConverter PROPERTIES =
            new DefaultMessagePropertiesConverter();

    /** The frame that RabbitMQ and its client agree on, and a little room for our own. */
    private static final int LARGEST_HEADERS = 128 * 1024 - 512;

    private enum Stage {
        WAITING,
        WRITTEN,
        WITHDRAWN
    }

    private final String exchange;
    private final String routingKey;
    private final AMQP.BasicProperties properties;
    private final byte[] body;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private final CompletableFuture<Boolean> routed = new CompletableFuture<>();
    private boolean returned;

    Outgoing(String exchange, String routingKey, AMQP.BasicProperties properties, byte[] body) {
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.properties = properties;
        this.body = body;
    }

    /**
     * The client would refuse headers that fit into no frame, too, but after it has counted the
     * publish along: the channel would be lost, and with it the outcome of everybody else's.
     */
    static Outgoing of(String exchange, String routingKey, Message message) {
        AMQP.BasicProperties properties =
                PROPERTIES.fromMessageProperties(message.getMessageProperties(), "UTF-8");
        if (properties.getHeaders() != null && !properties.getHeaders().isEmpty()) {
            int size = sizeOf(properties);
            if (size > LARGEST_HEADERS) {
                throw new TextTooLongException(size, LARGEST_HEADERS);
            }
        }
        return new Outgoing(exchange, routingKey, properties, message.getBody());
    }

    private static int sizeOf(AMQP.BasicProperties properties) {
        try {
            return properties.toFrame(0, 0).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String exchange() {
        return exchange;
    }

    String routingKey() {
        return routingKey;
    }

    byte[] body() {
        return body;
    }

    AMQP.BasicProperties numbered(long number) {
        Map<String, Object> headers = new HashMap<>();
        if (properties.getHeaders() != null) {
            headers.putAll(properties.getHeaders());
        }
        headers.put(NUMBER, number);
        return properties.builder().headers(headers).build();
    }

    /** Says that it is written from now on; not, if whoever published it has given up. */
    boolean begin() {
        return stage.compareAndSet(Stage.WAITING, Stage.WRITTEN);
    }

    /** The broker had no queue for it. It says so before it confirms. */
    void returned() {
        returned = true;
    }

    void confirmed() {
        routed.complete(!returned);
    }

    void fail(PublishException failure) {
        routed.completeExceptionally(failure);
    }

    /** What was never written is not at the broker; of the rest, nobody knows. */
    void fail(String reason, @Nullable Throwable cause) {
        boolean neverWritten = stage.compareAndSet(Stage.WAITING, Stage.WITHDRAWN);
        fail(
                neverWritten
                        ? new PublishException.Refused(reason, cause)
                        : new PublishException.OutcomeUnknown(reason, cause));
    }

    /** Tells whether a queue took it, or why that is not known, as soon as it is decided. */
    void whenDecided(BiConsumer<? super Boolean, ? super @Nullable Throwable> action) {
        var _ = routed.whenComplete(action);
    }

    /**
     * Whether a queue took it, once the broker has confirmed it.
     *
     * @throws PublishException if it has another outcome
     */
    boolean routed() {
        try {
            return routed.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("Interrupted before the broker confirmed", e);
        } catch (ExecutionException e) {
            // It has its outcome, which join tells.
        }
        return join();
    }

    /** The outcome can have come while this one gave up: whichever was first, is it. */
    private boolean join() {
        try {
            return routed.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PublishException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
