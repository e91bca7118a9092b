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
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.rest.ProblemException;
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

/** Many dead letters, odd ones, and two instances that work through them at the same time. */
@RealBrokerTest
class DeadLetterQueueIT {

    private static final String QUEUE = "letters-test";
    private static final String DEAD = DeadLetters.queueFor(QUEUE);
    private static final UnaryOperator<Message> AS_IT_IS = UnaryOperator.identity();

    private final CachingConnectionFactory connections;
    private final CachingConnectionFactory othersConnections;
    private final ConfirmedPublisher publisher;
    private final DeadLetterQueue letters;
    private final DeadLetterQueue otherInstance;
    private final TutorialProgram program = new TutorialProgram().delete(QUEUE).delete(DEAD);

    @Autowired
    DeadLetterQueueIT(CachingConnectionFactory connections, ConfirmedPublisher publisher) {
        this.connections = connections;
        this.othersConnections =
                new CachingConnectionFactory(connections.getRabbitConnectionFactory());
        this.publisher = publisher;
        this.letters = on(connections, Duration.ofSeconds(30));
        this.otherInstance = on(othersConnections, Duration.ofSeconds(30));
    }

    private DeadLetterQueue on(CachingConnectionFactory its, Duration lockTimeout) {
        return new DeadLetterQueue(
                its,
                publisher,
                new DeadLetterProperties(Duration.ofSeconds(1), 100, 10_000, lockTimeout));
    }

    @BeforeEach
    void declare() {
        program.declare(QUEUE)
                .declare(DEAD, Map.of("x-queue-type", "quorum", "x-delivery-limit", 1_000_000));
    }

    @AfterEach
    void cleanUp() {
        program.delete(QUEUE).delete(DEAD).close();
        othersConnections.destroy();
    }

    @Test
    void twoInstancesSeeAndHandleEachOfManyLettersExactlyOnce() {
        die(5000);
        List<DeadLetterOutcomes> handled = new ArrayList<>();
        List<Integer> seen = new ArrayList<>();
        try (ExecutorService looking = Executors.newSingleThreadExecutor()) {
            CompletableFuture<Void> looks =
                    CompletableFuture.runAsync(
                            () -> {
                                for (int look = 0; look < 20; look++) {
                                    seen.add(otherInstance.list(QUEUE, 0).size());
                                }
                            },
                            looking);
            for (int letter = 0; letter < 20; letter++) {
                handled.add(letters.delete(QUEUE, Set.of(id(5 * letter))));
            }
            looks.join();
        }

        assertThat(handled)
                .allSatisfy(one -> assertThat(outcomes(one)).containsExactly(DELETED))
                .extracting(DeadLetterOutcomes::left)
                .startsWith(4999)
                .endsWith(4980);
        assertThat(seen).hasSize(20).containsOnly(100);
        assertThat(letters.list(QUEUE, 900))
                .extracting(DeadLetter::id)
                .containsExactlyElementsOf(IntStream.range(920, 1020).mapToObj(this::id).toList());

        DeadLetterOutcomes replayed = otherInstance.replay(QUEUE, null, AS_IT_IS);

        assertThat(replayed.left()).isZero();
        assertThat(outcomes(replayed)).hasSize(4980).containsOnly(REPLAYED);
        assertThatQueue(DEAD).isEmpty();
        List<String> ids = program.receiveAll(QUEUE).stream().map(DeadLetterQueueIT::idOf).toList();
        assertThat(ids).hasSize(4980).doesNotHaveDuplicates();
        assertThat(new HashSet<>(ids)).isEqualTo(idsOf(replayed));
    }

    @Test
    void aLookTouchesOnePageHoweverManyThereAre() {
        die(300);

        assertThat(letters.list(QUEUE, 0))
                .extracting(DeadLetter::id)
                .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(this::id).toList());

        assertThat(program.receiveAll(DEAD))
                .hasSize(300)
                .filteredOn(letter -> letter.getEnvelope().isRedeliver())
                .hasSize(100);
    }

    @Test
    void aReplayThatTheBrokerEndsHalfWayTellsWhatBecameOfEachLetter() {
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
        die(50);

        DeadLetterOutcomes handled = letters.replay(QUEUE, ids(0, 50), AS_IT_IS);

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
    void aLetterThatCannotBeSentIsNoObstacleForTheOthers() {
        die(3);

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
    void whoIsNotThereIsNamed() {
        die(1);

        assertThat(letters.delete(QUEUE, Set.of("nobody")).letters())
                .containsExactly(new Letter("nobody", NOT_FOUND, null));
        assertThatQueue(DEAD).holds(1);
    }

    @Test
    void whoHasNoTurnInTimeIsToldSoAndTheNextOneHas() throws Exception {
        die(1);
        try (Connection visitor = RealBroker.get().connect();
                Channel turn = visitor.createChannel()) {
            turn.queueDeclare(DEAD + ".visited", false, true, true, Map.of());

            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> on(connections, Duration.ofMillis(100)).list(QUEUE, 0))
                    .withMessageContaining("Another request");
        }

        assertThat(letters.list(QUEUE, 0)).hasSize(1);
        assertThatQueue(DEAD + ".visited").isGone();
    }

    @Test
    void theLargestLettersAndWhatTheyCarryAreShownInPart() {
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
    void looksAreNoAttempts() {
        program.send(DEAD, "the broker gave up");
        assertThatQueue(DEAD).holds(1);

        for (int look = 0; look < 5; look++) {
            assertThat(letters.list(QUEUE, 0)).extracting(DeadLetter::attempts).containsOnlyNulls();
        }
    }

    private void die(int count) {
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
