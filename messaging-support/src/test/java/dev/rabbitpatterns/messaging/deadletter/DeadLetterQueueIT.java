package dev.rabbitpatterns.messaging.deadletter;

import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.DELETED;
import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.FAILED;
import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.NOT_FOUND;
import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.NOT_TRIED;
import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.REFUSED;
import static dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome.REPLAYED;
import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Letter;
import dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Outcome;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import dev.rabbitpatterns.messaging.tracing.MessageTrace;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** Many dead letters, unusual ones, and two instances that handle them at the same time. */
@RealBrokerTest
class DeadLetterQueueIT {

    private static final String QUEUE = "letters-test";
    private static final String DEAD = DeadLetters.queueFor(QUEUE);
    private static final UnaryOperator<Message> UNCHANGED = UnaryOperator.identity();

    private final CachingConnectionFactory connections;
    private final CachingConnectionFactory otherConnections;
    private final ConfirmedPublisher publisher;
    private final MessageEvents events;
    private final DeadLetterQueue letters;
    private final DeadLetterQueue otherInstance;
    private final TutorialProgram program = new TutorialProgram().delete(QUEUE).delete(DEAD);

    @Autowired
    DeadLetterQueueIT(
            CachingConnectionFactory connections,
            ConfirmedPublisher publisher,
            MessageEvents events) {
        this.events = events;
        this.connections = connections;
        this.otherConnections =
                new CachingConnectionFactory(connections.getRabbitConnectionFactory());
        this.publisher = publisher;
        this.letters = queueOn(connections, Duration.ofSeconds(30));
        this.otherInstance = queueOn(otherConnections, Duration.ofSeconds(30));
    }

    private DeadLetterQueue queueOn(CachingConnectionFactory factory, Duration lockTimeout) {
        return new DeadLetterQueue(
                factory,
                publisher,
                events,
                new DeadLetterProperties(
                        "/dead-letters", Duration.ofSeconds(1), 100, 10_000, lockTimeout),
                MessageTrace.NONE);
    }

    @BeforeEach
    void declare() {
        program.declare(QUEUE)
                .declare(DEAD, Map.of("x-queue-type", "quorum", "x-delivery-limit", 1_000_000));
    }

    @AfterEach
    void cleanUp() {
        program.delete(QUEUE).delete(DEAD).close();
        otherConnections.destroy();
    }

    @Test
    void twoInstancesListAndHandleEachOfManyLettersExactlyOnce() {
        addDeadLetters(5000);
        List<DeadLetterOutcomes> handled = new ArrayList<>();
        List<Integer> listed = new ArrayList<>();
        try (ExecutorService lister = Executors.newSingleThreadExecutor()) {
            CompletableFuture<Void> listing =
                    CompletableFuture.runAsync(
                            () -> {
                                for (int round = 0; round < 20; round++) {
                                    listed.add(otherInstance.list(QUEUE, 0).size());
                                }
                            },
                            lister);
            for (int letter = 0; letter < 20; letter++) {
                handled.add(letters.delete(QUEUE, Set.of(id(5 * letter))));
            }
            listing.join();
        }

        assertThat(handled)
                .allSatisfy(one -> assertThat(outcomes(one)).containsExactly(DELETED))
                .extracting(DeadLetterOutcomes::left)
                .startsWith(4999)
                .endsWith(4980);
        assertThat(listed).hasSize(20).containsOnly(100);
        assertThat(letters.list(QUEUE, 900))
                .extracting(DeadLetter::id)
                .containsExactlyElementsOf(IntStream.range(920, 1020).mapToObj(this::id).toList());

        DeadLetterOutcomes replayed = otherInstance.replay(QUEUE, null, UNCHANGED);

        assertThat(replayed.left()).isZero();
        assertThat(outcomes(replayed)).hasSize(4980).containsOnly(REPLAYED);
        assertThatQueue(DEAD).isEmpty();
        List<String> ids = program.receiveAll(QUEUE).stream().map(DeadLetterQueueIT::idOf).toList();
        assertThat(ids).hasSize(4980).doesNotHaveDuplicates();
        assertThat(new HashSet<>(ids)).isEqualTo(idsOf(replayed));
    }

    @Test
    void listingReadsOnlyOnePageOfManyLetters() {
        addDeadLetters(300);

        assertThat(letters.list(QUEUE, 0))
                .extracting(DeadLetter::id)
                .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(this::id).toList());

        assertThat(program.receiveAll(DEAD))
                .hasSize(300)
                .filteredOn(letter -> letter.getEnvelope().isRedeliver())
                .hasSize(100);
    }

    @Test
    void aReplayStoppedByAFullQueueReportsTheOutcomeOfEachLetter() {
        program.delete(QUEUE)
                .declare(
                        QUEUE,
                        Map.of(
                                "x-queue-type",
                                "quorum",
                                "x-max-length",
                                2,
                                "x-overflow",
                                "reject-publish"));
        addDeadLetters(50);

        DeadLetterOutcomes handled = letters.replay(QUEUE, ids(0, 50), UNCHANGED);

        int taken = handled.done();
        assertThat(taken).isBetween(2, 48);
        assertThat(outcomes(handled))
                .hasSize(50)
                .startsWith(REPLAYED, REPLAYED)
                .endsWith(NOT_TRIED)
                .containsOnlyOnce(REFUSED);
        assertThat(handled.left()).isEqualTo(50 - taken);
        assertThatQueue(DEAD).holds(50 - taken);
        assertThatQueue(QUEUE).holds(taken);
    }

    @Test
    void aLetterThatCannotBeReplayedDoesNotStopTheOthers() {
        addDeadLetters(3);

        DeadLetterOutcomes handled =
                letters.replay(
                        QUEUE,
                        null,
                        letter -> {
                            if (id(1).equals(letter.getMessageProperties().getMessageId())) {
                                throw new IllegalArgumentException("no such letter");
                            }
                            return letter;
                        });

        assertThat(outcomes(handled)).containsExactly(REPLAYED, FAILED, REPLAYED);
        assertThat(letters.list(QUEUE, 0)).extracting(DeadLetter::id).containsExactly(id(1));
    }

    @Test
    void reportsIdsThatAreNotFound() {
        addDeadLetters(1);

        assertThat(letters.delete(QUEUE, Set.of("no-such-id")).letters())
                .containsExactly(new Letter("no-such-id", NOT_FOUND, null));
        assertThatQueue(DEAD).holds(1);
    }

    @Test
    void aRequestThatWaitsTooLongForTheLockFailsAndTheNextSucceeds() throws Exception {
        addDeadLetters(1);
        try (Connection other = RealBroker.get().connect();
                Channel lock = other.createChannel()) {
            lock.queueDeclare(DEAD + ".visited", false, true, true, Map.of());

            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> queueOn(connections, Duration.ofMillis(100)).list(QUEUE, 0))
                    .withMessageContaining("Another request");
        }

        assertThat(letters.list(QUEUE, 0)).hasSize(1);
        assertThatQueue(DEAD + ".visited").isGone();
    }

    @Test
    void largeLettersAndLongReasonsAreTruncated() {
        for (int letter = 0; letter < 20; letter++) {
            program.send(
                    DEAD,
                    "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8),
                    new AMQP.BasicProperties.Builder()
                            .messageId("a/b")
                            .headers(Map.of(DeadLetters.REASON, "ab😀".repeat(10_000)))
                            .build());
        }
        assertThatQueue(DEAD).holds(20);

        assertThat(letters.list(QUEUE, 0))
                .hasSize(20)
                .allSatisfy(letter -> {
                    assertThat(letter.shortened()).isTrue();
                    assertThat(letter.text()).hasSize(500);
                    assertThat(letter.reason()).hasSizeLessThanOrEqualTo(501).endsWith("…");
                });
    }

    @Test
    void listingDoesNotCountAsAnAttempt() {
        program.send(DEAD, "the broker gave up");
        assertThatQueue(DEAD).holds(1);

        for (int round = 0; round < 5; round++) {
            assertThat(letters.list(QUEUE, 0)).extracting(DeadLetter::attempts).containsOnlyNulls();
        }
    }

    private void addDeadLetters(int count) {
        for (int letter = 0; letter < count; letter++) {
            program.send(
                    DEAD,
                    "letter".getBytes(StandardCharsets.UTF_8),
                    new AMQP.BasicProperties.Builder()
                            .messageId(id(letter))
                            .deliveryMode(2)
                            .build());
        }
        assertThatQueue(DEAD).holds(count);
    }

    private String id(int letter) {
        return "letter-" + letter;
    }

    private Set<String> ids(int from, int to) {
        return new HashSet<>(IntStream.range(from, to).mapToObj(this::id).toList());
    }

    private static List<Outcome> outcomes(DeadLetterOutcomes handled) {
        return handled.letters().stream().map(Letter::outcome).toList();
    }

    private static Set<String> idsOf(DeadLetterOutcomes handled) {
        return new HashSet<>(handled.letters().stream().map(Letter::id).toList());
    }

    private static String idOf(Delivery letter) {
        return letter.getProperties().getMessageId();
    }
}
