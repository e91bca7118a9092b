package dev.rabbitpatterns.messaging.publish;

import com.rabbitmq.client.AMQP;
import dev.rabbitpatterns.messaging.ForwardedMessage;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;
import org.springframework.amqp.rabbit.support.MessagePropertiesConverter;

/** A publish on its way to the broker, and its one outcome. */
final class PendingPublish {

    private static final MessagePropertiesConverter PROPERTIES =
            new DefaultMessagePropertiesConverter();

    /** The frame size that RabbitMQ and its client negotiate, minus room for our own headers. */
    private static final int MAX_HEADER_BYTES = 128 * 1024 - 1024;

    private enum Stage {
        QUEUED,
        WRITTEN,
        WITHDRAWN
    }

    private final OutgoingMessage outgoing;
    private final AMQP.BasicProperties properties;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUEUED);
    private final CompletableFuture<Boolean> routed = new CompletableFuture<>();
    private final long createdAt = System.nanoTime();
    private boolean returned;

    PendingPublish(OutgoingMessage outgoing) {
        this.outgoing = outgoing;
        this.properties = properties(outgoing.message());
    }

    /**
     * Rejects headers that do not fit into a frame. The client would reject them, too, but only
     * after it has counted the publish: the channel would be lost, and with it the outcome of every
     * other publish.
     */
    static void requireFit(Message message) {
        if (!message.getMessageProperties().getHeaders().isEmpty()) {
            int size = sizeOf(properties(message));
            if (size > MAX_HEADER_BYTES) {
                throw ProblemException.tooLong(size, MAX_HEADER_BYTES);
            }
        }
    }

    private static AMQP.BasicProperties properties(Message message) {
        return PROPERTIES.fromMessageProperties(message.getMessageProperties(), "UTF-8");
    }

    private static int sizeOf(AMQP.BasicProperties properties) {
        try {
            return properties.toFrame(0, 0).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String exchange() {
        return outgoing.exchange();
    }

    String routingKey() {
        return outgoing.routingKey();
    }

    byte[] body() {
        return outgoing.message().getBody();
    }

    /** The properties, with a header whose number identifies a returned message. */
    AMQP.BasicProperties numbered(long number) {
        Map<String, Object> headers = new HashMap<>(properties.getHeaders());
        headers.put(ForwardedMessage.PUBLISH_NUMBER, number);
        return properties.builder().headers(headers).build();
    }

    /** Whether headers and body together have at most this many bytes. */
    boolean fitsInto(int bytes) {
        int headers = properties.getHeaders().isEmpty() ? 0 : sizeOf(properties);
        return body().length + headers <= bytes;
    }

    /** Claims the publish for writing, unless it was withdrawn. */
    boolean begin() {
        return stage.compareAndSet(Stage.QUEUED, Stage.WRITTEN);
    }

    /** No queue took the message. The broker says so before it confirms. */
    void returned() {
        returned = true;
    }

    void confirmed() {
        routed.complete(!returned);
    }

    void fail(PublishException failure) {
        routed.completeExceptionally(failure);
    }

    /** Fails the publish: refused if it was never written, with an unknown outcome if it was. */
    void fail(String reason, @Nullable Throwable cause) {
        boolean neverWritten = stage.compareAndSet(Stage.QUEUED, Stage.WITHDRAWN);
        fail(
                neverWritten
                        ? new PublishException.Refused(reason, cause)
                        : new PublishException.OutcomeUnknown(reason, cause));
    }

    boolean isSettled() {
        return routed.isDone();
    }

    /** Calls back with whether a queue took the message, or with the failure. */
    void onSettled(BiConsumer<? super @Nullable Boolean, ? super @Nullable Throwable> action) {
        var _ = routed.whenComplete(action);
    }

    /**
     * Waits for the outcome.
     *
     * @param timeout after which the publish fails, counted from its creation
     * @return whether a queue took the message
     */
    boolean await(Duration timeout) {
        try {
            long left = timeout.toNanos() - (System.nanoTime() - createdAt);
            return routed.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            fail("The broker did not confirm in time", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("Interrupted before the broker confirmed", e);
        } catch (ExecutionException e) {
            // Reported below.
        }
        // A confirm may arrive at the moment of a timeout or an interrupt; whichever is first
        // counts.
        if (routed.state() == Future.State.FAILED) {
            throw (PublishException) routed.exceptionNow();
        }
        return routed.resultNow();
    }
}
