package dev.rabbitpatterns.messaging.publish;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.CONFIRMED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.DISCARDED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.PUBLISHED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.REFUSED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.RETURNED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.UNCONFIRMED;

import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.messaging.Deliveries;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Address;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.AmqpReplyTimeoutException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.QueueInformation;

/**
 * Sends a request to a queue and waits for the answer, over direct reply-to: the broker hands the
 * answer straight to the channel that sent the request, under an address that nobody can guess.
 *
 * <p>All calls share one channel. Spring's templates use a channel for each call in flight, and a
 * call that starts while the broker is lost waits in their loop until it is back.
 */
public final class CallTemplate implements AutoCloseable {

    /** The minimum interval between two checks for consumers, however many calls are waiting. */
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);

    private final DedicatedConnection connection;
    private final GroupCommit channel;
    private final PublishObservation observation;
    private final AmqpAdmin admin;
    private final MessageEvents events;
    private final MeterRegistry meters;
    private final Map<String, Call> waiting = new ConcurrentHashMap<>();
    private final AtomicBoolean checking = new AtomicBoolean();
    private volatile long lastCheck = System.nanoTime() - CHECK_INTERVAL.toNanos();

    /** No consumer listens to the queue, so nobody will answer. */
    public static final class NobodyListensException extends AmqpException {
        NobodyListensException(String queue) {
            super("Nobody listens to queue '" + queue + "'");
        }
    }

    private record Call(String queue, Message request, CompletableFuture<Message> answer) {

        void fail(Throwable reason) {
            answer.completeExceptionally(reason);
        }
    }

    /**
     * For calls on this connection.
     *
     * @param maxPending how many requests may wait for a confirm at once
     */
    CallTemplate(
            DedicatedConnection connection,
            PublishObservation observation,
            AmqpAdmin admin,
            MessageEvents events,
            MeterRegistry meters,
            int maxPending) {
        this.connection = connection;
        this.channel = new GroupCommit(this::open, connection.sockets(), maxPending);
        this.observation = observation;
        this.admin = admin;
        this.events = events;
        this.meters = meters;
        meters.gaugeMapSize("rpc.client.in.flight", List.of(), waiting);
    }

    /**
     * Sends a request to a queue, and waits for its answer.
     *
     * @param timeout how long to wait for the answer
     * @param noServerCheckAfter how long to wait before checking, now and then, whether anybody
     *     listens
     * @throws NobodyListensException as soon as it is known that nobody listens
     * @throws AmqpReplyTimeoutException if no answer arrives in time
     * @throws PublishException if the broker does not take the request, or the connection is lost
     */
    public Message call(
            String queue, Message request, Duration timeout, Duration noServerCheckAfter) {
        PendingPublish.requireFit(request);
        // 122 random bits, known only to whoever receives the request.
        String id = UUID.randomUUID().toString();
        request.getMessageProperties().setCorrelationId(id);
        request.getMessageProperties().setReplyTo(Address.AMQ_RABBITMQ_REPLY_TO);
        Call call = new Call(queue, request, new CompletableFuture<>());
        long deadline = System.nanoTime() + timeout.toNanos();
        waiting.put(id, call);
        try {
            submit(call);
            return await(call, deadline, noServerCheckAfter);
        } catch (ExecutionException e) {
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishException.OutcomeUnknown("The service is shutting down", e);
        } finally {
            waiting.remove(id);
            // Only if it has not ended yet: then its publish must not stay behind.
            call.answer().cancel(false);
        }
    }

    private void submit(Call call) {
        String queue = call.queue();
        Observation observed = observation.start("", queue, call.request());
        events.emit(MessageEvent.outgoing(PUBLISHED, "", queue, call.request()));
        PendingPublish publish = new PendingPublish(OutgoingMessage.toQueue(queue, call.request()));
        publish.onSettled((routed, failure) -> {
            MessageEvent.Type outcome = outcome(routed, failure);
            events.emit(MessageEvent.outgoing(outcome, "", queue, call.request()));
            if (failure != null) {
                observed.error(failure);
                call.fail(failure);
            } else if (!routed) {
                call.fail(new NobodyListensException(queue));
            }
            observed.stop();
        });
        channel.submit(publish);
        // Nobody waits for the confirm any longer, and an answer proves that there was a request.
        var _ =
                call.answer()
                        .whenComplete((answer, failure) -> {
                            if (failure != null) {
                                publish.fail("Nobody waits for the answer any longer", failure);
                            } else {
                                publish.confirmed();
                            }
                        });
    }

    private static MessageEvent.Type outcome(
            @Nullable Boolean routed, @Nullable Throwable failure) {
        if (failure != null) {
            return failure instanceof PublishException.Refused ? REFUSED : UNCONFIRMED;
        }
        return Boolean.TRUE.equals(routed) ? CONFIRMED : RETURNED;
    }

    /** Waits until the deadline, and checks now and then whether anybody listens. */
    private Message await(Call call, long deadline, Duration noServerCheckAfter)
            throws InterruptedException, ExecutionException {
        long pause = noServerCheckAfter.toNanos();
        while (true) {
            long left = deadline - System.nanoTime();
            try {
                return call.answer().get(Math.min(left, pause), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (left <= pause) {
                    call.fail(
                            new AmqpReplyTimeoutException(
                                    "No answer arrived in time", call.request()));
                } else {
                    checkServers(call.queue());
                }
                pause = CHECK_INTERVAL.toNanos();
            }
        }
    }

    private ConfirmChannel open() throws IOException {
        ConfirmChannel opened = connection.openChannel();
        opened.consume(Address.AMQ_RABBITMQ_REPLY_TO, this::onAnswer, this::onLost);
        return opened;
    }

    private void onAnswer(Delivery delivery) {
        String id = delivery.getProperties().getCorrelationId();
        Call call = id == null ? null : waiting.get(id);
        Message answer = Deliveries.toMessage(delivery, Address.AMQ_RABBITMQ_REPLY_TO, null);
        if (call == null || !call.answer().complete(answer)) {
            meters.counter("rpc.client.dropped").increment();
            events.emit(
                    MessageEvent.incoming(DISCARDED, answer)
                            .because("an answer that nobody waits for"));
        }
    }

    /** An answer can only arrive on the channel of its request, so every waiting call fails. */
    private void onLost(Exception cause) {
        waiting.values()
                .forEach(call ->
                        call.fail(
                                new PublishException.OutcomeUnknown(
                                        "The connection to the broker was lost", cause)));
    }

    /** Checks on a thread of its own, because the passive declare blocks. */
    private void checkServers(String queue) {
        if (System.nanoTime() - lastCheck >= CHECK_INTERVAL.toNanos()
                && checking.compareAndSet(false, true)) {
            lastCheck = System.nanoTime();
            Thread.startVirtualThread(() -> {
                try {
                    failUnlessServed(queue);
                } catch (AmqpException e) {
                    // If the broker is gone, the calls fail with their own connection.
                } finally {
                    checking.set(false);
                }
            });
        }
    }

    /**
     * Fails the calls to a queue that has messages but no consumers. The queue outlives its
     * servers, so its existence says nothing. If it is empty, a server that is about to stop may
     * still be working on the last request.
     */
    private void failUnlessServed(String queue) {
        List<Call> calls =
                waiting.values().stream().filter(call -> call.queue().equals(queue)).toList();
        QueueInformation seen = admin.getQueueInfo(queue);
        if (seen != null && seen.getConsumerCount() == 0 && seen.getMessageCount() > 0) {
            calls.forEach(call -> call.fail(new NobodyListensException(queue)));
        }
    }

    @Override
    public void close() {
        channel.close();
        connection.close();
    }
}
