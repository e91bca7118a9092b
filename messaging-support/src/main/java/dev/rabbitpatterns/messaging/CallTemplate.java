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
import org.springframework.amqp.core.Address;
import org.springframework.amqp.core.Message;

/**
 * Sends requests, and brings each answer to its request. An answer comes straight to the channel
 * that asked, without a queue: under an address that the broker makes up and nobody can guess.
 *
 * <p>All calls share one channel. Spring's own templates take one for each call that waits, and
 * when the broker is lost at the wrong moment, whoever calls next is in their loop until it is
 * back.
 */
public final class CallTemplate implements AutoCloseable {

    private final OwnConnection connection;
    private final GroupCommit channel;
    private final PublishObservation observation;
    private final MessageEvents events;
    private final MeterRegistry meters;
    private final Map<String, CompletableFuture<Message>> waiting = new ConcurrentHashMap<>();

    /**
     * @param maxPending how many requests may wait for the broker at once
     */
    CallTemplate(
            OwnConnection connection,
            PublishObservation observation,
            MessageEvents events,
            MeterRegistry meters,
            int maxPending) {
        this.connection = connection;
        this.channel =
                new GroupCommit(
                        this::open, connection.writer(), connection::isWritable, maxPending);
        this.observation = observation;
        this.events = events;
        this.meters = meters;
        meters.gaugeMapSize("rpc.client.in.flight", List.of(), waiting);
    }

    /**
     * Sends a request to a queue.
     *
     * @param timeout how long the broker may take to confirm it
     * @return the answer, or a {@link PublishException} as soon as it is known that none will come;
     *     to be cancelled by whoever waits no longer
     */
    public CompletableFuture<Message> ask(String queue, Message request, Duration timeout) {
        // 122 bits of chance: known to nobody but who gets the request.
        String id = UUID.randomUUID().toString();
        request.getMessageProperties().setCorrelationId(id);
        request.getMessageProperties().setReplyTo(Address.AMQ_RABBITMQ_REPLY_TO);
        CompletableFuture<Message> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        var _ = answer.whenComplete((message, failure) -> waiting.remove(id));
        events.emit(MessageEvent.outgoing(PUBLISHED, "", queue, request));
        try {
            observation.of("", queue, request, () -> submit(queue, request, answer, timeout));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private boolean submit(
            String queue, Message request, CompletableFuture<Message> answer, Duration timeout) {
        Outgoing publish = Outgoing.of("", queue, request);
        publish.whenDecided((routed, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else if (routed) {
                events.emit(MessageEvent.outgoing(CONFIRMED, "", queue, request));
            } else {
                answer.completeExceptionally(new PublishException.NoQueue(queue));
            }
        });
        channel.submit(publish, timeout);
        return true;
    }

    private ConfirmChannel open(Runnable onWord) throws IOException {
        ConfirmChannel opened = ConfirmChannel.open(connection.get(), onWord);
        opened.consume(Address.AMQ_RABBITMQ_REPLY_TO, this::answered, this::lost);
        return opened;
    }

    private void answered(Delivery delivery) {
        String id = delivery.getProperties().getCorrelationId();
        CompletableFuture<Message> call = id == null ? null : waiting.get(id);
        Message answer =
                RawMessage.toMessage(
                        delivery.getEnvelope(),
                        delivery.getProperties(),
                        delivery.getBody(),
                        Address.AMQ_RABBITMQ_REPLY_TO,
                        null);
        if (call == null || !call.complete(answer)) {
            meters.counter("rpc.client.dropped").increment();
            events.emit(
                    MessageEvent.incoming(DISCARDED, answer)
                            .because("an answer that nobody waits for"));
        }
    }

    /** What was asked on a channel is answered on it, or never. */
    private void lost(Exception cause) {
        endAll(new PublishException.OutcomeUnknown("The connection to the broker was lost", cause));
    }

    /** Ends all calls that wait, because nobody will answer them. */
    public void endAll(RuntimeException reason) {
        waiting.values().forEach(call -> call.completeExceptionally(reason));
    }

    @Override
    public void close() {
        channel.close();
        connection.close();
    }
}
