package dev.rabbitpatterns.messaging;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.CONFIRMED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.DISCARDED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.PUBLISHED;

import com.rabbitmq.client.Delivery;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Address;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.AmqpReplyTimeoutException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.QueueInformation;

/**
 * Sends a request and returns with its answer. An answer comes straight to the channel that asked,
 * without a queue: under an address that the broker makes up and nobody can guess.
 *
 * <p>All calls share one channel. Spring's own templates take one for each call that waits, and
 * when the broker is lost at the wrong moment, whoever calls next is in their loop until it is
 * back.
 */
public final class CallTemplate implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(20);

    /** However many calls take long, the broker is not asked more often. */
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);

    private final OwnConnection connection;
    private final GroupCommit channel;
    private final PublishObservation observation;
    private final AmqpAdmin admin;
    private final MessageEvents events;
    private final MeterRegistry meters;
    private final Map<String, Call> waiting = new ConcurrentHashMap<>();
    private final Watch<String> watch =
            new Watch<>("call-watch", PAUSE, this::timedOut, this::lookForServers);
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long lookedAt = System.nanoTime() - BETWEEN_QUESTIONS.toNanos();

    /** What nobody will answer: no consumer listens to the queue. */
    public static final class NobodyListensException extends AmqpException {
        NobodyListensException(String queue) {
            super("Nobody listens to queue '" + queue + "'");
        }
    }

    private record Call(
            String queue, Message request, long longUntil, CompletableFuture<Message> answer) {

        void fail(Throwable reason) {
            answer.completeExceptionally(reason);
        }

        boolean takesLong() {
            return System.nanoTime() - longUntil > 0;
        }
    }

    /**
     * @param maxPending how many requests may wait for the broker at once
     */
    CallTemplate(
            OwnConnection connection,
            PublishObservation observation,
            AmqpAdmin admin,
            MessageEvents events,
            MeterRegistry meters,
            int maxPending) {
        this.connection = connection;
        this.channel =
                new GroupCommit(
                        this::open, connection.writer(), connection::isWritable, maxPending);
        this.observation = observation;
        this.admin = admin;
        this.events = events;
        this.meters = meters;
        meters.gaugeMapSize("rpc.client.in.flight", List.of(), waiting);
    }

    /**
     * Sends a request to a queue, and waits for its answer.
     *
     * @param timeout how long it waits at most
     * @param patience after which time it is asked now and then whether anybody listens at all
     * @throws NobodyListensException as soon as that is known
     * @throws AmqpReplyTimeoutException if no answer came in time
     * @throws PublishException if the broker does not take the request, or is lost
     */
    public Message call(String queue, Message request, Duration timeout, Duration patience) {
        // 122 bits of chance: known to nobody but who gets the request.
        String id = UUID.randomUUID().toString();
        request.getMessageProperties().setCorrelationId(id);
        request.getMessageProperties().setReplyTo(Address.AMQ_RABBITMQ_REPLY_TO);
        long longUntil = System.nanoTime() + patience.toNanos();
        Call call = new Call(queue, request, longUntil, new CompletableFuture<>());
        waiting.put(id, call);
        watch.begin(id, timeout);
        try {
            events.emit(MessageEvent.outgoing(PUBLISHED, "", queue, request));
            observation.of("", queue, request, () -> submit(call, timeout));
            return call.answer().get();
        } catch (ExecutionException e) {
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishException.OutcomeUnknown("The service is shutting down", e);
        } finally {
            waiting.remove(id);
            watch.end(id);
        }
    }

    private boolean submit(Call call, Duration timeout) {
        String queue = call.queue();
        Outgoing publish = Outgoing.of("", queue, call.request());
        publish.whenDecided((routed, failure) -> {
            if (failure != null) {
                call.fail(failure);
            } else if (routed) {
                events.emit(MessageEvent.outgoing(CONFIRMED, "", queue, call.request()));
            } else {
                call.fail(new NobodyListensException(queue));
            }
        });
        // The call itself ends first, and with it the wait for the broker's word.
        channel.submit(publish, timeout.multipliedBy(2));
        var _ =
                call.answer()
                        .exceptionally(failure -> {
                            publish.fail("Nobody waits for the answer any longer", failure);
                            return call.request();
                        });
        return true;
    }

    private ConfirmChannel open(Runnable onWord) throws IOException {
        ConfirmChannel opened = ConfirmChannel.open(connection.get(), onWord);
        opened.consume(Address.AMQ_RABBITMQ_REPLY_TO, this::answered, this::lost);
        return opened;
    }

    private void answered(Delivery delivery) {
        String id = delivery.getProperties().getCorrelationId();
        Call call = id == null ? null : waiting.get(id);
        Message answer =
                RawMessage.toMessage(
                        delivery.getEnvelope(),
                        delivery.getProperties(),
                        delivery.getBody(),
                        Address.AMQ_RABBITMQ_REPLY_TO,
                        null);
        if (call == null || !call.answer().complete(answer)) {
            meters.counter("rpc.client.dropped").increment();
            events.emit(
                    MessageEvent.incoming(DISCARDED, answer)
                            .because("an answer that nobody waits for"));
        }
    }

    /** What was asked on a channel is answered on it, or never. */
    private void lost(Exception cause) {
        PublishException reason =
                new PublishException.OutcomeUnknown("The connection to the broker was lost", cause);
        waiting.values().forEach(call -> call.fail(reason));
    }

    private void timedOut(String id) {
        Call call = waiting.get(id);
        if (call != null) {
            call.fail(new AmqpReplyTimeoutException("No answer came in time", call.request()));
        }
    }

    /** For calls that take long; in a thread of its own, as to ask the broker takes time, too. */
    private void lookForServers() {
        if (System.nanoTime() - lookedAt < BETWEEN_QUESTIONS.toNanos()) {
            return;
        }
        List<String> queues =
                waiting.values().stream()
                        .filter(Call::takesLong)
                        .map(Call::queue)
                        .distinct()
                        .toList();
        if (!queues.isEmpty() && looking.compareAndSet(false, true)) {
            Thread.startVirtualThread(() -> {
                try {
                    queues.forEach(this::lookForServers);
                } catch (AmqpException e) {
                    // The calls hear of a broker that is gone by their own connection.
                } finally {
                    lookedAt = System.nanoTime();
                    looking.set(false);
                }
            });
        }
    }

    /**
     * The queue is there without a server, too, and requests can wait in it for good. While it has
     * neither consumers nor messages, a server that is about to stop may have the last one in hand;
     * and a broker that does not answer says nothing about servers.
     */
    private void lookForServers(String queue) {
        List<Call> asked =
                waiting.values().stream().filter(call -> call.queue().equals(queue)).toList();
        QueueInformation seen = admin.getQueueInfo(queue);
        if (seen != null && seen.getConsumerCount() == 0 && seen.getMessageCount() > 0) {
            asked.forEach(call -> call.fail(new NobodyListensException(queue)));
        }
    }

    @Override
    public void close() {
        channel.close();
        connection.close();
        watch.close();
    }
}
