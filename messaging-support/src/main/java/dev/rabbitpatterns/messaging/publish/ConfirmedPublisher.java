package dev.rabbitpatterns.messaging.publish;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.CONFIRMED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.PUBLISHED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.REFUSED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.RETURNED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.UNCONFIRMED;

import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.messaging.rest.LineAnswers;
import dev.rabbitpatterns.messaging.rest.Lines;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import io.micrometer.observation.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.support.converter.MessageConversionException;

/**
 * Publishes a message and returns when the broker has it. A {@link PublishReceipt} means that the
 * broker confirmed; every other outcome is a {@link PublishException} that says what is known.
 *
 * <p>Waiting for the confirm costs the publisher time, but not throughput: see {@link GroupCommit}.
 */
public class ConfirmedPublisher {

    private final GroupCommit channel;
    private final MessageEvents events;
    private final PublishObservation observation;
    private final UsedIds usedIds;
    private final Duration confirmTimeout;

    ConfirmedPublisher(
            GroupCommit channel,
            MessageEvents events,
            PublishObservation observation,
            UsedIds usedIds,
            Duration confirmTimeout) {
        this.channel = channel;
        this.events = events;
        this.observation = observation;
        this.usedIds = usedIds;
        this.confirmTimeout = confirmTimeout;
    }

    /** Publishes to an exchange, which may have no queue for the message. */
    public PublishReceipt publish(String exchange, String routingKey, Message message) {
        PendingPublish.requireFit(message);
        return await(submit(new OutgoingMessage(exchange, routingKey, message)));
    }

    /** Publishes to a queue, which has to exist. */
    public PublishReceipt publishToQueue(String queue, Message message) {
        return requireQueue(publish("", queue, message));
    }

    /**
     * Publishes a whole batch, in order, before it waits for the first confirm. All elements are
     * converted before the first is published, so nothing is published if one of them is invalid.
     *
     * @param key the idempotency key: if the batch is repeated with the same key, what was
     *     confirmed before has no second effect
     * @param toMessage converts an element to a message, with this id or, if it is null, a random
     *     one
     * @return the outcome of each, in the same order
     */
    public <T> Batch<PublishOutcome> publishAll(
            Batch<T> batch,
            @Nullable String key,
            BiFunction<T, @Nullable String, OutgoingMessage> toMessage) {
        List<OutgoingMessage> messages = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            // A key contains no space, so no other request can have this id as its key.
            String id = key != null && batch.isArray() ? key + " " + (i + 1) : key;
            messages.add(convert(batch.get(i), id, batch.pointer(i), toMessage));
        }
        if (key != null) {
            usedIds.claim(key, messages);
        }
        List<Submitted> submitted = messages.stream().map(this::submit).toList();
        return batch.answeredWith(
                submitted.stream()
                        .map(one -> PublishOutcome.of(() -> requireQueue(await(one))))
                        .toList());
    }

    /** Publishes each line as it arrives; only the client learns of the outcomes. */
    public <T> LineAnswers<PublishOutcome> publishAll(
            Lines<T> lines,
            @Nullable String key,
            BiFunction<T, @Nullable String, OutgoingMessage> toMessage) {
        return publishAll(lines, key, toMessage, (element, receipt) -> {});
    }

    /**
     * Publishes each line as it arrives, whatever becomes of those before it.
     *
     * @param key the idempotency key: if the lines are repeated with the same key, what was
     *     confirmed before has no second effect
     * @param toMessage converts an element to a message, with this id or, if it is null, a random
     *     one
     * @param onConfirmed called for each confirmed element
     * @return the outcome of each, in the same order
     */
    public <T> LineAnswers<PublishOutcome> publishAll(
            Lines<T> lines,
            @Nullable String key,
            BiFunction<T, @Nullable String, OutgoingMessage> toMessage,
            BiConsumer<T, PublishReceipt> onConfirmed) {
        if (key != null) {
            usedIds.claimForLines(key);
        }
        return lines.answeredBy((number, element) -> {
            // As in an array, so that no other request can have this id as its key.
            String id = key != null ? key + " " + number : null;
            OutgoingMessage message = convert(element, id, "#", toMessage);
            if (key != null) {
                usedIds.claimLine(key, number, message);
            }
            Submitted submitted = submit(message);
            Supplier<PublishReceipt> receipt =
                    () -> {
                        PublishReceipt confirmed = requireQueue(await(submitted));
                        onConfirmed.accept(element, confirmed);
                        return confirmed;
                    };
            return new Lines.Answer<>(
                    submitted.publish()::isSettled,
                    () -> PublishOutcome.of(receipt).onLine(number));
        });
    }

    private static <T> OutgoingMessage convert(
            T element,
            @Nullable String id,
            String pointer,
            BiFunction<T, @Nullable String, OutgoingMessage> toMessage) {
        try {
            OutgoingMessage outgoing = toMessage.apply(element, id);
            PendingPublish.requireFit(outgoing.message());
            return outgoing;
        } catch (MessageConversionException e) {
            throw ProblemException.invalid(pointer + "/text", String.valueOf(e.getMessage()));
        } catch (ProblemException e) {
            throw e.at(pointer);
        }
    }

    /** Requires that a queue took the message, but only on the default exchange. */
    private static PublishReceipt requireQueue(PublishReceipt receipt) {
        if (receipt.exchange().isEmpty() && !receipt.routed()) {
            throw new PublishException.NoQueue(receipt.routingKey());
        }
        return receipt;
    }

    /** A publish whose outcome nobody has waited for yet. */
    private record Submitted(
            String id, OutgoingMessage message, PendingPublish publish, Observation observation) {

        MessageEvent event(MessageEvent.Type type) {
            return MessageEvent.outgoing(
                    type, message.exchange(), message.routingKey(), message.message());
        }

        PublishReceipt receipt(boolean routed) {
            return new PublishReceipt(id, message.exchange(), message.routingKey(), routed);
        }
    }

    private Submitted submit(OutgoingMessage outgoing) {
        Message message = outgoing.message();
        String id =
                Objects.requireNonNull(
                        message.getMessageProperties().getMessageId(), "a message needs an id");
        Observation observed =
                observation.start(outgoing.exchange(), outgoing.routingKey(), message);
        PendingPublish publish = new PendingPublish(outgoing);
        Submitted submitted = new Submitted(id, outgoing, publish, observed);
        events.emit(submitted.event(PUBLISHED));
        channel.submit(publish);
        return submitted;
    }

    private PublishReceipt await(Submitted submitted) {
        try {
            boolean routed = submitted.publish().await(confirmTimeout);
            events.emit(submitted.event(routed ? CONFIRMED : RETURNED));
            return submitted.receipt(routed);
        } catch (PublishException e) {
            submitted.observation().error(e);
            MessageEvent.Type type = e instanceof PublishException.Refused ? REFUSED : UNCONFIRMED;
            events.emit(submitted.event(type).because(e.getMessage()));
            throw e;
        } finally {
            submitted.observation().stop();
        }
    }
}
