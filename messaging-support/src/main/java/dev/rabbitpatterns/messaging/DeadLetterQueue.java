package dev.rabbitpatterns.messaging;

import static dev.rabbitpatterns.messaging.LettersHandled.Outcome.DELETED;
import static dev.rabbitpatterns.messaging.LettersHandled.Outcome.FAILED;
import static dev.rabbitpatterns.messaging.LettersHandled.Outcome.NOT_FOUND;
import static dev.rabbitpatterns.messaging.LettersHandled.Outcome.NOT_TRIED;
import static dev.rabbitpatterns.messaging.LettersHandled.Outcome.REFUSED;
import static dev.rabbitpatterns.messaging.LettersHandled.Outcome.REPLAYED;
import static dev.rabbitpatterns.messaging.LettersHandled.Outcome.UNKNOWN;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.rabbitpatterns.messaging.LettersHandled.Letter;
import dev.rabbitpatterns.messaging.LettersHandled.Outcome;
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
 * Looks through the dead letters of a queue, and replays or deletes the ones that are chosen.
 *
 * <p>Crash-safe: a letter leaves only after its replay is confirmed, so a crash between the two
 * leaves a duplicate under the same message-id and loses nothing. A look costs the broker something
 * for each letter on the way, so nobody should look for the sake of looking.
 */
public final class DeadLetterQueue {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterQueue.class);
    private static final List<String> MARKS_OF_DEATH = List.of("x-dead-", "x-retry-");

    private final ConnectionFactory connections;
    private final ConfirmedPublisher publisher;
    private final MessagingProperties.DeadLetterHandling bounds;

    /** Fair; the connection is shared, so the broker sees one visitor in all of our threads. */
    private final ReentrantLock oneOfUs = new ReentrantLock(true);

    DeadLetterQueue(
            ConnectionFactory connections,
            ConfirmedPublisher publisher,
            MessagingProperties.DeadLetterHandling bounds) {
        this.connections = connections;
        this.publisher = publisher;
        this.bounds = bounds;
    }

    /**
     * A page of the dead letters of a queue, oldest first.
     *
     * @param from how many older ones to leave out
     */
    public List<DeadLetter> list(String queue, int from) {
        if (from < 0 || from > bounds.atOnce()) {
            throw ProblemException.invalidParameter(
                    "from", "between 0 and %d".formatted(bounds.atOnce()));
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
                        letter = page.size() < bounds.listed() ? letters.next() : null;
                    }
                    return page;
                });
    }

    /**
     * Sends the chosen letters to their queue again, as if they were new, under their old id. One
     * that had none gets a new one: under an id made up from its body, an equal one would be taken
     * for its duplicate.
     *
     * @param ids which; the oldest of each id, or all if none are named
     * @param edit what to change in them before that
     */
    public LettersHandled replay(
            String queue, @Nullable Set<String> ids, UnaryOperator<Message> edit) {
        return handle(
                queue,
                ids,
                REPLAYED,
                letter -> publisher.publishToQueue(queue, edit.apply(revive(letter))));
    }

    /** Deletes the oldest letter of each id. */
    public LettersHandled delete(String queue, Set<String> ids) {
        return handle(queue, ids, DELETED, _ -> {});
    }

    private LettersHandled handle(
            String queue, @Nullable Set<String> ids, Outcome done, Consumer<Message> act) {
        LettersHandled handled =
                visit(
                        queue,
                        letters -> {
                            List<Letter> told = handle(letters, ids, done, act);
                            return new LettersHandled(told, letters.left());
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

    private List<Letter> handle(
            DeadLetterVisit letters, @Nullable Set<String> ids, Outcome done, Consumer<Message> act)
            throws IOException {
        Set<String> wanted = new LinkedHashSet<>(Objects.requireNonNullElse(ids, Set.of()));
        List<Letter> told = new ArrayList<>();
        Outcome ofTheRest = NOT_FOUND;
        for (int seen = 0; seen < bounds.atOnce() && (ids == null || !wanted.isEmpty()); seen++) {
            Message letter = letters.next();
            if (letter == null) {
                break;
            }
            String id = DeadLetter.idOf(letter);
            if (ids != null && !wanted.remove(id)) {
                continue;
            }
            Letter outcome = outcomeOf(id, letter, done, act);
            told.add(outcome);
            if (outcome.outcome() == done) {
                letters.remove(letter);
            } else if (outcome.outcome() != FAILED) {
                ofTheRest = NOT_TRIED;
                break;
            }
        }
        for (String id : wanted) {
            told.add(new Letter(id, ofTheRest, null));
        }
        return told;
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
            return new Letter(id, FAILED, "It cannot be sent as it is; the log has the cause.");
        }
    }

    /** What to do with the letters. */
    private interface Work<T> {
        T in(DeadLetterVisit letters) throws IOException;
    }

    private <T> T visit(String queue, Work<T> work) {
        try {
            if (!oneOfUs.tryLock(bounds.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw DeadLetterVisit.busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DeadLetterVisit.busy();
        }
        try (DeadLetterVisit letters =
                DeadLetterVisit.begin(
                        connection(), DeadLetters.queueFor(queue), bounds.patience())) {
            return work.in(letters);
        } catch (IOException | ShutdownSignalException e) {
            throw RabbitExceptionTranslator.convertRabbitAccessException(e);
        } finally {
            oneOfUs.unlock();
        }
    }

    private Connection connection() throws IOException {
        Connection shared = connections.createConnection().getDelegate();
        if (shared == null) {
            throw new IOException("The connection is closed");
        }
        return shared;
    }

    /** The letter as it was before it died: without what was written on it since. */
    private static Message revive(Message dead) {
        Message revived = ForwardedMessage.of(dead);
        MessageProperties was = revived.getMessageProperties();
        if (was.getMessageId() == null) {
            was.setMessageId(UUID.randomUUID().toString());
        }
        was.getHeaders().keySet().removeIf(DeadLetterQueue::isMarkOfDeath);
        return revived;
    }

    private static boolean isMarkOfDeath(String header) {
        return MARKS_OF_DEATH.stream().anyMatch(header::startsWith);
    }
}
