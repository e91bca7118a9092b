package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AMQP;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A publish on its way to the broker, and the one outcome that it gets. */
final class Outgoing {

    /** By this header a returned message is known again: its message-id may be there twice. */
    static final String NUMBER = "x-publish-number";

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
