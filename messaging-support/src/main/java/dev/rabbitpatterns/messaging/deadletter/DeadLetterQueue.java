package dev.rabbitpatterns.messaging.deadletter;

import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.DELETED;
import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.FAILED;
import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.NOT_FOUND;
import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.NOT_TRIED;
import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.REFUSED;
import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.REPLAYED;
import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.UNKNOWN;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.rabbitpatterns.messaging.ForwardedMessage;
import dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Letter;
import dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishException;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import dev.rabbitpatterns.messaging.tracing.MessageTrace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.support.RabbitExceptionTranslator;

/**
 * Lists the dead letters of a queue, and replays or deletes the chosen ones.
 *
 * <p>A letter is removed only after its replay is confirmed: a crash in between leaves a duplicate
 * with the same message-id, and loses nothing. Every visit makes the broker requeue each letter
 * that it passes, so do not poll.
 */
final class DeadLetterQueue {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterQueue.class);

    /** Prefixes of the headers that were added since the message was published. */
    private static final List<String> ADDED = List.of("x-dead-", "x-retry-");

    private final ConnectionFactory connections;
    private final ConfirmedPublisher publisher;
    private final MessageEvents events;
    private final DeadLetterProperties bounds;
    private final MessageTrace trace;

    /** The lock on the broker works between instances only: all threads here share a connection. */
    private final ReentrantLock lock = new ReentrantLock(true);

    DeadLetterQueue(
            ConnectionFactory connections,
            ConfirmedPublisher publisher,
            MessageEvents events,
            DeadLetterProperties bounds,
            MessageTrace trace) {
        this.connections = connections;
        this.publisher = publisher;
        this.events = events;
        this.bounds = bounds;
        this.trace = trace;
    }

    /**
     * A page of the dead letters of a queue, oldest first.
     *
     * @param from how many older ones to skip
     */
    List<DeadLetter> list(String queue, int from) {
        if (from < 0 || from > bounds.maxScanned()) {
            throw ProblemException.invalidParameter(
                    "from", "between 0 and %d".formatted(bounds.maxScanned()));
        }
        return visit(
                queue,
                letters -> {
                    List<DeadLetter> page = new ArrayList<>();
                    Message letter = letters.next();
                    for (int seen = 0; letter != null; seen++) {
                        if (seen >= from) {
                            page.add(DeadLetter.of(letter));
                        }
                        letter = page.size() < bounds.pageSize() ? letters.next() : null;
                    }
                    return page;
                });
    }

    /**
     * Publishes the chosen letters to their queue again, under their old ids and in their old
     * traces. A letter without an id gets a random one: an id derived from its body would make it a
     * duplicate of any equal message.
     *
     * @param ids which letters, the oldest of each id; all letters if null
     * @param edit what to change in a letter first
     */
    DeadLetterOutcomes replay(
            String queue, @Nullable Set<String> ids, UnaryOperator<Message> edit) {
        return handle(
                queue,
                ids,
                REPLAYED,
                letter ->
                        trace.during(
                                queue + " replay",
                                letter,
                                () ->
                                        publisher.publishToQueue(
                                                queue, edit.apply(revived(letter)))));
    }

    /** Deletes the oldest letter of each id. */
    DeadLetterOutcomes delete(String queue, Set<String> ids) {
        return handle(queue, ids, DELETED, _ -> {});
    }

    private DeadLetterOutcomes handle(
            String queue, @Nullable Set<String> ids, Outcome done, Consumer<Message> act) {
        DeadLetterOutcomes handled =
                visit(
                        queue,
                        letters -> {
                            List<Letter> results = handleEach(letters, ids, done, act);
                            return new DeadLetterOutcomes(results, letters.left());
                        });
        log.info(
                "Dead letters of '{}': {} {}, {} not, {} left",
                queue,
                handled.done(),
                done.label(),
                handled.letters().size() - handled.done(),
                handled.left());
        return handled;
    }

    /** Handles the chosen letters, until the broker refuses one or its outcome is unknown. */
    private List<Letter> handleEach(
            DeadLetterVisit letters, @Nullable Set<String> ids, Outcome done, Consumer<Message> act)
            throws IOException {
        Set<String> missing = new LinkedHashSet<>(Objects.requireNonNullElse(ids, Set.of()));
        List<Letter> results = new ArrayList<>();
        boolean stopped = false;
        for (int seen = 0;
                !stopped && seen < bounds.maxScanned() && (ids == null || !missing.isEmpty());
                seen++) {
            Message letter = letters.next();
            if (letter == null) {
                break;
            }
            String id = DeadLetter.idOf(letter);
            if (ids == null || missing.remove(id)) {
                Letter result = outcomeOf(id, letter, done, act);
                results.add(result);
                stopped = result.outcome() == REFUSED || result.outcome() == UNKNOWN;
                if (result.outcome() == done) {
                    letters.remove(letter);
                    if (done == DELETED) { // publishing a replay emits events of its own
                        events.emit(MessageEvent.incoming(MessageEvent.Type.DELETED, letter));
                    }
                }
            }
        }
        for (String id : missing) {
            results.add(new Letter(id, stopped ? NOT_TRIED : NOT_FOUND, null));
        }
        return results;
    }

    private static Letter outcomeOf(
            String id, Message letter, Outcome done, Consumer<Message> act) {
        try {
            act.accept(letter);
            return new Letter(id, done, null);
        } catch (PublishException.OutcomeUnknown e) {
            return new Letter(id, UNKNOWN, e.getMessage());
        } catch (PublishException e) {
            return new Letter(id, REFUSED, e.getMessage());
        } catch (RuntimeException e) {
            log.warn("The dead letter {} cannot be replayed", id, e);
            return new Letter(
                    id, FAILED, "It cannot be published as it is; the log has the cause.");
        }
    }

    /** What to do during a visit. */
    private interface Work<T> {
        T in(DeadLetterVisit letters) throws IOException;
    }

    private <T> T visit(String queue, Work<T> work) {
        try {
            if (!lock.tryLock(bounds.lockTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw DeadLetterVisit.busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DeadLetterVisit.busy();
        }
        try (DeadLetterVisit letters =
                DeadLetterVisit.begin(
                        connection(), DeadLetters.queueFor(queue), bounds.lockTimeout())) {
            return work.in(letters);
        } catch (IOException | ShutdownSignalException e) {
            throw RabbitExceptionTranslator.convertRabbitAccessException(e);
        } finally {
            lock.unlock();
        }
    }

    private Connection connection() throws IOException {
        Connection shared = connections.createConnection().getDelegate();
        if (shared == null) {
            throw new IOException("The connection is closed");
        }
        return shared;
    }

    /** The letter as it was published, without the headers that were added since. */
    private static Message revived(Message dead) {
        Message revived = ForwardedMessage.of(dead);
        MessageProperties was = revived.getMessageProperties();
        if (was.getMessageId() == null) {
            was.setMessageId(UUID.randomUUID().toString());
        }
        was.getHeaders().keySet().removeIf(DeadLetterQueue::isAdded);
        return revived;
    }

    private static boolean isAdded(String header) {
        return ADDED.stream().anyMatch(header::startsWith);
    }
}
