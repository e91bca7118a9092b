package dev.rabbitpatterns.rpc;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.ACKNOWLEDGED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.REQUEUED;

import com.rabbitmq.client.Channel;
import dev.rabbitpatterns.messaging.BoundedRetry;
import dev.rabbitpatterns.messaging.MessageEvent;
import dev.rabbitpatterns.messaging.MessageEvents;
import dev.rabbitpatterns.messaging.OwnConnection;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ChannelProxy;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStoppedEvent;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Gives each request a thread of its own, and acknowledges it when that is done.
 *
 * <p>A virtual thread that waits for the confirm of its answer costs next to nothing, and the more
 * of them wait, the more answers share a confirm. How many there are at once is what the broker
 * sends ahead.
 */
final class RequestContainer extends DirectMessageListenerContainer {

    /** Something to tell the broker of a request. */
    private interface Word {

        void send() throws IOException;
    }

    private final FibonacciServer server;
    private final BoundedRetry boundedRetry;
    private final MessageEvents events;
    private final Executor writer;
    private final AtomicReference<@Nullable String> lastStopped = new AtomicReference<>();
    private volatile @Nullable ExecutorService threads;

    RequestContainer(
            OwnConnection connection,
            FibonacciServer server,
            BoundedRetry boundedRetry,
            MessageEvents events) {
        super(connection.connectionFactory());
        this.server = server;
        this.boundedRetry = boundedRetry;
        this.events = events;
        this.writer = connection.writer();
        setAcknowledgeMode(AcknowledgeMode.MANUAL);
        // By a header, any sender could make millions of requests of one message.
        setDeBatchingEnabled(false);
        setMessageListener(
                (ChannelAwareMessageListener)
                        (request, channel) -> begin(request, channelItself(channel)));
    }

    /**
     * Without Spring's proxy. That waits for the broker under a lock, as when a consumer is
     * cancelled, and the writer, who has to read the broker's answer, would wait for the lock.
     */
    private static Channel channelItself(@Nullable Channel channel) {
        return Objects.requireNonNull((ChannelProxy) channel).getTargetChannel();
    }

    @Override
    protected void doStart() {
        threads = Executors.newVirtualThreadPerTaskExecutor();
        super.doStart();
    }

    private void begin(Message request, Channel channel) {
        try {
            Objects.requireNonNull(threads).execute(() -> serve(request, channel));
        } catch (RejectedExecutionException stopping) {
            // It goes back when the channel closes.
        }
    }

    private void serve(Message request, Channel channel) {
        long tag = request.getMessageProperties().getDeliveryTag();
        try {
            boundedRetry.attempt(request, () -> server.answer(request));
            tell(() -> channel.basicAck(tag, false), MessageEvent.incoming(ACKNOWLEDGED, request));
        } catch (RuntimeException e) {
            tell(
                    () -> channel.basicReject(tag, true),
                    MessageEvent.incoming(REQUEUED, request).because(e.getMessage()));
        }
    }

    private void tell(Word word, MessageEvent event) {
        try {
            writer.execute(() -> {
                try {
                    word.send();
                    events.emit(event);
                } catch (IOException | RuntimeException closed) {
                    // Then the broker has given the request back by itself.
                }
            });
        } catch (RejectedExecutionException closed) {
            // As above.
        }
    }

    /** What has begun is answered before the channel closes. */
    @Override
    protected void shutdownAndWaitOrCallback(@Nullable Runnable callback) {
        ExecutorService begun = threads;
        if (begun != null) {
            finish(begun);
        }
        super.shutdownAndWaitOrCallback(callback);
    }

    private void finish(ExecutorService begun) {
        begun.shutdown();
        try {
            if (!begun.awaitTermination(getShutdownTimeout(), TimeUnit.MILLISECONDS)) {
                begun.shutdownNow();
            }
        } catch (InterruptedException e) {
            begun.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Of a consumer that has stopped Spring tells nobody here, and this method up to twice. */
    @Override
    protected void consumerRemoved(SimpleConsumer consumer) {
        ApplicationEventPublisher publisher = getApplicationEventPublisher();
        String tag = consumer.getConsumerTag();
        if (publisher != null && !Objects.equals(tag, lastStopped.getAndSet(tag))) {
            publisher.publishEvent(new AsyncConsumerStoppedEvent(this, consumer));
        }
    }
}
