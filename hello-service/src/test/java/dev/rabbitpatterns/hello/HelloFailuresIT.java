package dev.rabbitpatterns.hello;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doCallRealMethod;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.consume.Inbox;
import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.RefusingQueue;
import dev.rabbitpatterns.test.TutorialProgram;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * Breaks the broker or the consumer and counts: every confirmed message is received or
 * dead-lettered, never lost.
 */
@RealBrokerTest
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
        properties = {
            "messaging.consume.max-kept=10000",
            "messaging.dead-letters.requeue-delay=100ms",
            "spring.rabbitmq.listener.simple.retry.max-retries=2",
            "spring.rabbitmq.listener.simple.retry.initial-interval=50ms"
        })
class HelloFailuresIT {

    private final RestTestClient rest;
    private final MeterRegistry meters;
    private final TutorialProgram tutorial = new TutorialProgram();

    @MockitoSpyBean private Inbox inbox;

    @Autowired
    HelloFailuresIT(@LocalServerPort int port, MeterRegistry meters) {
        this.meters = meters;
        rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    @BeforeEach
    void startWithEmptyQueues() {
        assertThatQueue("hello").hasConsumers(1).isEmpty();
        tutorial.purge("hello.dead");
        clearInvocations(inbox);
    }

    @AfterEach
    void restoreTheInbox() {
        doCallRealMethod().when(inbox).add(argThat(message -> true));
        tutorial.close();
    }

    @Test
    void deadLettersAPoisonMessageAfterItsRetriesAndReceivesTheNext() {
        doThrow(new IllegalStateException("cannot digest this"))
                .when(inbox)
                .add(argThat(message -> isText(message, "poison")));

        String poison = sendConfirmed("poison");
        String next = sendConfirmed("next");

        await().untilAsserted(() -> assertThat(receivedIds()).contains(next));
        verify(inbox, times(3)).add(argThat(message -> isText(message, "poison")));
        assertThatQueue("hello.dead").holds(1);
        GetResponse dead = tutorial.receive("hello.dead");
        assertThat(dead.getProps().getMessageId()).isEqualTo(poison);
        assertThat(dead.getBody()).asString().isEqualTo("poison");
        assertThat(header(dead, DeadLetters.REASON)).isEqualTo("cannot digest this");
        assertThat(header(dead, DeadLetters.ATTEMPTS)).isEqualTo("3");
        assertThat(header(dead, DeadLetters.QUEUE)).isEqualTo("hello");
        assertThat(header(dead, DeadLetters.FAILED_AT)).startsWith("20");
        assertThatQueue("hello").isEmpty();
        assertThatQueue("hello.dead").isEmpty();
        assertThat(receivedIds()).doesNotContain(poison);
    }

    @Test
    void retriesATransientFailureAndReceivesTheMessageOnce() {
        doThrow(new IllegalStateException("not yet"))
                .doThrow(new IllegalStateException("not yet"))
                .doCallRealMethod()
                .when(inbox)
                .add(argThat(message -> isText(message, "third time lucky")));

        String id = sendConfirmed("third time lucky");

        await().untilAsserted(() -> assertThat(receivedIds()).containsOnlyOnce(id));
        assertThatQueue("hello").isEmpty();
        assertThatQueue("hello.dead").isEmpty();
    }

    @Test
    void anUnknownDeliveryModeDoesNotStopTheConsumer() {
        var odd = new AMQP.BasicProperties.Builder().deliveryMode(3).messageId("of mode 3").build();

        tutorial.send("hello", "odd".getBytes(StandardCharsets.UTF_8), odd);
        String next = sendConfirmed("next");

        // RabbitMQ 3.x rejects the odd message itself, so only the next one is sure to arrive.
        await().untilAsserted(() -> assertThat(receivedIds()).contains(next));
    }

    @Test
    void deadLettersInvalidUtf8WithoutARetry() {
        tutorial.send("hello", notText(), null);
        String next = sendConfirmed("next");

        await().untilAsserted(() -> assertThat(receivedIds()).contains(next));
        assertThatQueue("hello.dead").holds(1);
        GetResponse dead = tutorial.receive("hello.dead");
        assertThat(dead.getBody()).containsExactly('o', 'k', 0xc3, 0x28);
        assertThat(header(dead, DeadLetters.REASON)).isEqualTo("The body is not UTF-8 text");
        assertThat(header(dead, DeadLetters.ATTEMPTS)).isEqualTo("1");
    }

    @Test
    void deadLettersAreListedRepairedAndDeletedOverRest() {
        List.of("a,b", "c", "d").forEach(id -> tutorial.send("hello", notText(), withId(id)));
        assertThatQueue("hello.dead").holds(3);
        double deleted = deleted();
        rest.get()
                .uri("/dead-letters")
                .exchange()
                .expectBody()
                .jsonPath("$[*].id")
                .value(ids -> assertThat(ids).asInstanceOf(LIST).containsOnly("a,b", "c", "d"));

        assertThat(repaired("\ud800")).isEqualTo(HttpStatus.BAD_REQUEST);
        assertThat(repaired("x".repeat(1024 * 1024 + 1))).isEqualTo(HttpStatus.CONTENT_TOO_LARGE);
        rest.post()
                .uri("/dead-letters/replay")
                .body(Map.of("ids", List.of("d"), "text", "repaired"))
                .exchange()
                .expectBody()
                .jsonPath("$.done")
                .isEqualTo(1);
        rest.delete()
                .uri("/dead-letters?id={one}&id={other}", "a,b", "c")
                .exchange()
                .expectBody()
                .jsonPath("$.left")
                .isEqualTo(0);

        assertThat(deleted() - deleted).isEqualTo(2);
        assertThatQueue("hello.dead").isEmpty();
        await().untilAsserted(() -> assertThat(receivedIds()).contains("d"));
        verify(inbox).add(argThat(message -> isText(message, "repaired")));
        rest.delete().uri("/dead-letters").exchange().expectStatus().isBadRequest();
    }

    private HttpStatusCode repaired(String text) {
        return rest.post()
                .uri("/dead-letters/replay")
                .contentType(MediaType.APPLICATION_JSON)
                .body(
                        "{\"ids\":[\"d\"],\"text\":\"%s\"}"
                                .formatted(text.replace("\ud800", "\\ud800")))
                .exchange()
                .returnResult(String.class)
                .getStatus();
    }

    private static byte[] notText() {
        return new byte[] {'o', 'k', (byte) 0xc3, (byte) 0x28};
    }

    private static AMQP.BasicProperties withId(String id) {
        return new AMQP.BasicProperties.Builder().messageId(id).build();
    }

    @Test
    void redeclaresADeletedDeadLetterQueue() {
        doThrow(new IllegalStateException("no"))
                .when(inbox)
                .add(argThat(message -> isText(message, "poison")));
        tutorial.delete("hello.dead");

        sendConfirmed("poison");

        assertThatQueue("hello.dead").holds(1);
        assertThatQueue("hello").isEmpty();
    }

    @Test
    void keepsADeadLetterHoweverOftenItIsInspected() {
        tutorial.send("hello", new byte[] {(byte) 0xff}, null);
        assertThatQueue("hello.dead").holds(1);

        for (int look = 1; look <= 30; look++) {
            tutorial.lookAt("hello.dead");
        }

        assertThatQueue("hello.dead").holds(1);
    }

    @Test
    void whileDeadLetteringFailsOtherMessagesFlowAndTheServiceIsUnready(CapturedOutput log) {
        doThrow(new IllegalStateException("cannot digest this"))
                .when(inbox)
                .add(argThat(message -> isText(message, "poison")));
        setConsumerRunning(false);
        String poison;
        try (RefusingQueue _ = RefusingQueue.named("hello.dead")) {
            Tally tally = new Tally();
            tally.send("before the poison");
            poison = sendConfirmed("poison");
            tally.send("after the poison");
            double duplicates = duplicates();

            setConsumerRunning(true);
            await().untilAsserted(() -> assertThat(health("readiness")).isEqualTo(503));
            for (int i = 0; i < 20; i++) {
                tally.send("meanwhile");
            }

            tally.assertThatAllConfirmedAreReceived();
            // A verification with a timeout would hold the inbox's monitor all the time.
            await().untilAsserted(() ->
                    verify(inbox, atLeast(6)).add(argThat(message -> isText(message, "poison"))));
            assertThat(duplicates()).as("duplicates").isEqualTo(duplicates);
            assertThat(log.toString()).containsOnlyOnce("'hello.dead' does not take");
        }

        List<String> dead = new ArrayList<>();
        await().until(() -> dead.addAll(idsIn("hello.dead")) && dead.contains(poison));
        assertThat(dead).containsOnlyOnce(poison);
        assertThatQueue("hello").isEmpty();
        assertThatQueue("hello.dead").isEmpty();
        await().untilAsserted(() -> assertThat(health("readiness")).isEqualTo(200));
        assertThat(log.toString()).containsOnlyOnce("'hello.dead' takes messages again");
    }

    private List<String> idsIn(String queue) {
        return tutorial.receiveAll(queue).stream()
                .map(message -> String.valueOf(message.getProperties().getMessageId()))
                .toList();
    }

    private int health(String group) {
        return rest.get()
                .uri("/actuator/health/{group}", group)
                .exchange()
                .returnResult(String.class)
                .getStatus()
                .value();
    }

    @Test
    void redeclaresAQueueThatIsDeletedUnderItsConsumer() {
        tutorial.delete("hello");
        Tally tally = new Tally();

        await().atMost(Duration.ofSeconds(30)).until(() -> tally.send("after the deletion") == 202);
        assertThatQueue("hello").hasConsumers(1).isEmpty();

        tally.assertThatNothingIsLost();
        assertThat(tally.refusedTypes).isSubsetOf("urn:problem-type:no-queue");
    }

    @Test
    void aBrokerRestartWhilePublishingLosesNothing() {
        Tally tally = new Tally();
        CompletableFuture<Void> restart =
                CompletableFuture.runAsync(
                        () -> {
                            await().until(() -> tally.confirmed.size() > 50);
                            RealBroker.get().stop();
                            await().until(() -> !tally.refusedTypes.isEmpty());
                            RealBroker.get().start();
                        },
                        Thread::startVirtualThread);

        while (!restart.isDone()) {
            tally.send("during the restart");
        }
        restart.join();
        await().atMost(Duration.ofSeconds(30)).until(() -> tally.send("after the restart") == 202);

        assertThat(tally.refused).as("requests refused while the broker was away").isPositive();
        tally.assertThatNothingIsLost();
    }

    @Test
    void aConnectionLostWithUnackedMessagesLosesNothingAndRepeatsNoEffect() {
        setConsumerRunning(false);
        Set<String> ids = sendFromAnotherProgram(1_000);
        double duplicates = duplicates();
        AtomicInteger received = new AtomicInteger();
        doAnswer(
                        message -> {
                            if (received.incrementAndGet() == 250) {
                                RealBroker.get().ctl("close_all_connections", "test");
                            }
                            return message.callRealMethod();
                        })
                .when(inbox)
                .add(argThat(message -> isText(message, "one of many")));

        setConsumerRunning(true);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> new HashSet<>(receivedIds()).containsAll(ids));
        assertThatQueue("hello").hasConsumers(1).isEmpty();
        assertThat(receivedIds()).as("each message has one effect").doesNotHaveDuplicates();
        assertThat(duplicates()).as("duplicates").isGreaterThan(duplicates);
        assertThatQueue("hello.dead").isEmpty();
    }

    private double duplicates() {
        return meters.counter("messaging.events", "type", "duplicate").count();
    }

    private double deleted() {
        return meters.counter("messaging.events", "type", "deleted").count();
    }

    private void setConsumerRunning(boolean running) {
        rest.put()
                .uri("/consumer")
                .body(Map.of("running", running))
                .exchange()
                .expectStatus()
                .isOk();
    }

    private Set<String> sendFromAnotherProgram(int messages) {
        Set<String> ids = new HashSet<>();
        try (TutorialProgram program = new TutorialProgram()) {
            for (int i = 0; i < messages; i++) {
                String id = UUID.randomUUID().toString();
                ids.add(id);
                program.send(
                        "hello",
                        "one of many".getBytes(StandardCharsets.UTF_8),
                        new AMQP.BasicProperties.Builder().messageId(id).build());
            }
            assertThatQueue("hello").holds(messages);
        }
        return ids;
    }

    /** Counts the requests by their outcome, and remembers which were confirmed. */
    private final class Tally {

        private final List<String> confirmed = new CopyOnWriteArrayList<>();
        private final Set<String> refusedTypes = new CopyOnWriteArraySet<>();
        private int attempted;
        private int refused;
        private int unknown;

        int send(String text) {
            String id = UUID.randomUUID().toString();
            var response =
                    rest.post()
                            .uri("/messages")
                            .header("Idempotency-Key", id)
                            .body(Map.of("text", text))
                            .exchange()
                            .returnResult(String.class);
            attempted++;
            switch (response.getStatus().value()) {
                case 202 -> confirmed.add(id);
                case 503 -> {
                    refused++;
                    refusedTypes.add(
                            Objects.requireNonNull(response.getResponseBody())
                                    .replaceAll(".*\"type\":\"([^\"]*)\".*", "$1"));
                    assertThat(response.getResponseHeaders().getFirst("Retry-After"))
                            .isEqualTo("2");
                }
                case 504 -> unknown++;
                default -> throw new AssertionError(response);
            }
            return response.getStatus().value();
        }

        void assertThatAllConfirmedAreReceived() {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(receivedIds()).containsAll(confirmed));
        }

        void assertThatNothingIsLost() {
            assertThatAllConfirmedAreReceived();
            assertThatQueue("hello").isEmpty();
            assertThatQueue("hello.dead").isEmpty();
            assertThat(receivedIds()).as("each message has one effect").doesNotHaveDuplicates();
            assertThat(attempted).isEqualTo(confirmed.size() + refused + unknown);
        }
    }

    private String sendConfirmed(String text) {
        Tally tally = new Tally();
        assertThat(tally.send(text)).isEqualTo(202);
        return tally.confirmed.getFirst();
    }

    private List<String> receivedIds() {
        return inbox.contents().messages().stream()
                .map(ReceivedMessage::id)
                .filter(Objects::nonNull)
                .toList();
    }

    private static boolean isText(ReceivedMessage message, String text) {
        return message != null && message.text().equals(text);
    }

    private static String header(GetResponse message, String name) {
        return String.valueOf(message.getProps().getHeaders().get(name));
    }
}
