package dev.rabbitpatterns.hello;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.consume.Inbox;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.topology.Topology;
import dev.rabbitpatterns.test.ApiDocument;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.RefusingQueue;
import dev.rabbitpatterns.test.TutorialProgram;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * Sends messages over REST through the broker and back, with the tutorials' programs at either end.
 */
@RealBrokerTest
@ExtendWith(OutputCaptureExtension.class)
class HelloIT {

    private final RestTestClient rest;
    private final TutorialProgram tutorial = new TutorialProgram();

    HelloIT(@LocalServerPort int port) {
        rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    @BeforeEach
    void startWithAnEmptyQueue() {
        assertThatQueue("hello").hasConsumers(1).isEmpty();
    }

    @AfterEach
    void resumeTheConsumer() {
        setConsumerRunning(true);
        tutorial.close();
    }

    @Test
    void aMessageSentOverRestIsReceivedByTheConsumer() {
        PublishReceipt receipt = send("Hello, Rabbit! Привет, кролик! 你好 🐇");

        assertThat(receipt.exchange()).isEmpty();
        assertThat(receipt.routingKey()).isEqualTo("hello");
        assertThat(receipt.routed()).isTrue();
        await().untilAsserted(() -> assertThat(newest().id()).isEqualTo(receipt.id()));
        assertThat(newest().text()).isEqualTo("Hello, Rabbit! Привет, кролик! 你好 🐇");
        assertThat(newest().appId()).isEqualTo("hello-service");
        assertThat(newest().sentAt()).isNotNull();
    }

    @Test
    void usesAPlainTextBodyAsTheText() {
        rest.post()
                .uri("/messages")
                .contentType(MediaType.TEXT_PLAIN)
                .body("just text")
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .exists("Content-Length"); // in one write; chunks would take two

        await().untilAsserted(() -> assertThat(newest().text()).isEqualTo("just text"));
    }

    @Test
    void aBatchIsReceivedInOrderAndHasAReceiptForEachMessage() {
        long before = contents().total();
        List<Map<String, String>> batch =
                IntStream.rangeClosed(1, 100).mapToObj(n -> Map.of("text", "number " + n)).toList();

        List<PublishReceipt> receipts =
                Objects.requireNonNull(
                        rest.post()
                                .uri("/messages")
                                .body(batch)
                                .exchange()
                                .expectStatus()
                                .isAccepted()
                                .returnResult(
                                        new ParameterizedTypeReference<List<PublishReceipt>>() {})
                                .getResponseBody());

        await().untilAsserted(() -> assertThat(contents().total()).isEqualTo(before + 100));
        assertThat(contents().messages().reversed())
                .extracting(ReceivedMessage::id)
                .endsWith(receipts.stream().map(PublishReceipt::id).toArray(String[]::new));
    }

    @Test
    void twoRequestsWithTheSameKeyAreReceivedOnce() {
        long before = contents().total();
        String key = UUID.randomUUID().toString();

        PublishReceipt first = send("once", key);
        PublishReceipt second = send("once", key);
        send("after");

        assertThat(first.id()).isEqualTo(key).isEqualTo(second.id());
        await().untilAsserted(() -> assertThat(newest().text()).isEqualTo("after"));
        assertThat(contents().total()).isEqualTo(before + 2);
    }

    @Test
    void anInvalidRequestMayBeCorrectedUnderTheSameKey() {
        String key = UUID.randomUUID().toString();
        rest.post()
                .uri("/messages")
                .header(IdempotencyKey.HEADER, key)
                .body(Map.of("text", " "))
                .exchange()
                .expectStatus()
                .isBadRequest();

        assertThat(send("corrected", key).id()).isEqualTo(key);
    }

    /** Otherwise the consumer would drop the second message as a duplicate, despite its 202. */
    @Test
    void rejectsAKeyThatIsReusedForAnotherText() {
        String key = UUID.randomUUID().toString();
        send("one text", key);

        for (Object other :
                List.of(Map.of("text", "another text"), List.of(Map.of("text", "one text")))) {
            rest.post()
                    .uri("/messages")
                    .header(IdempotencyKey.HEADER, key)
                    .body(other)
                    .exchange()
                    .expectStatus()
                    .isEqualTo(422)
                    .expectBody()
                    .jsonPath("$.type")
                    .isEqualTo("urn:problem-type:key-reused");
        }
        assertThat(send("one text", key).id()).isEqualTo(key);
    }

    @Test
    void messagesWithAnEmptyIdAreNotDuplicatesOfEachOther() {
        long before = contents().total();
        AMQP.BasicProperties emptyId = new AMQP.BasicProperties.Builder().messageId("").build();

        tutorial.send("hello", "one".getBytes(StandardCharsets.UTF_8), emptyId)
                .send("hello", "other".getBytes(StandardCharsets.UTF_8), emptyId);

        await().untilAsserted(() -> assertThat(contents().total()).isEqualTo(before + 2));
    }

    @Test
    void receivesATutorialMessageWithoutProperties() {
        tutorial.declare("hello").send("hello", "Hello World!");

        await().untilAsserted(() -> assertThat(newest().text()).isEqualTo("Hello World!"));
        assertThat(newest().id()).isNull();
        assertThat(newest().appId()).isNull();
        assertThat(newest().sentAt()).isNull();
    }

    @Test
    void receivesAnEmptyMessageWithUnknownHeaders() {
        long before = contents().total();
        var properties =
                new AMQP.BasicProperties.Builder()
                        .contentType("application/x-java-serialized-object")
                        .headers(Map.of("x-unknown", List.of(1, true)))
                        .build();

        tutorial.send("hello", new byte[0], properties);

        await().untilAsserted(() -> assertThat(contents().total()).isEqualTo(before + 1));
        assertThat(newest().text()).isEmpty();
    }

    @Test
    void aTutorialProgramReceivesAMessageSentOverRest() {
        setConsumerRunning(false);
        PublishReceipt receipt = send("for the tutorial");

        GetResponse message = tutorial.declare("hello").receive("hello");

        assertThat(new String(message.getBody(), StandardCharsets.UTF_8))
                .isEqualTo("for the tutorial");
        assertThat(message.getProps().getMessageId()).isEqualTo(receipt.id());
        assertThat(message.getProps().getDeliveryMode()).isEqualTo(2);
    }

    @Test
    void whileTheConsumerIsPausedMessagesWaitInTheQueue() {
        long before = contents().total();
        setConsumerRunning(false);
        assertThatQueue("hello").hasConsumers(0);

        for (int i = 1; i <= 5; i++) {
            send("waiting " + i);
        }
        assertThatQueue("hello").holds(5);
        assertThat(contents().total()).isEqualTo(before);

        setConsumerRunning(true);
        await().untilAsserted(() -> assertThat(contents().total()).isEqualTo(before + 5));
        assertThat(contents().messages().subList(0, 5))
                .extracting(ReceivedMessage::text)
                .containsExactly("waiting 5", "waiting 4", "waiting 3", "waiting 2", "waiting 1");
    }

    @Test
    void pullingAMessageRemovesItFromTheQueue() {
        setConsumerRunning(false);
        PublishReceipt receipt = send("pull me");

        ReceivedMessage pulled = pull();

        assertThat(pulled.id()).isEqualTo(receipt.id());
        assertThat(newest().id()).isEqualTo(receipt.id());
        assertThatQueue("hello").isEmpty();
        rest.post().uri("/messages/receive").exchange().expectStatus().isNoContent();
    }

    @Test
    void pullingDeadLettersInvalidTextAndReturnsTheNextMessage() {
        setConsumerRunning(false);
        tutorial.purge("hello.dead")
                .send("hello", new byte[] {(byte) 0xff}, null)
                .send("hello", "the next");
        assertThatQueue("hello").holds(2);

        assertThat(pull().text()).isEqualTo("the next");
        assertThatQueue("hello").isEmpty();
        assertThatQueue("hello.dead").holds(1);
        tutorial.purge("hello.dead");
    }

    @Test
    void pullingRequeuesAMessageThatCannotBeDeadLettered() {
        setConsumerRunning(false);
        tutorial.purge("hello.dead").send("hello", new byte[] {(byte) 0xff}, null);
        assertThatQueue("hello").holds(1);
        try (RefusingQueue _ = RefusingQueue.named("hello.dead")) {
            rest.post().uri("/messages/receive").exchange().expectStatus().isEqualTo(503);
            assertThatQueue("hello").holds(1);
        } finally {
            tutorial.purge("hello").purge("hello.dead");
        }
    }

    @Test
    void theTopologyShowsTheCurrentStateOfTheBroker() {
        setConsumerRunning(false);
        send("one in the queue");

        Topology topology = get("/topology", Topology.class);

        assertThat(topology.broker().reachable()).isTrue();
        assertThat(topology.broker().product()).isEqualTo("RabbitMQ");
        assertThat(topology.queues())
                .extracting(Topology.Queue::name)
                .containsExactly("hello", "hello.dead");
        Topology.Queue hello = topology.queues().getFirst();
        assertThat(hello.present()).isTrue();
        assertThat(hello.ready()).isEqualTo(1);
        assertThat(hello.consumers()).isZero();
        assertThat(hello.arguments()).isEqualTo(Map.of("x-queue-type", "quorum"));
        assertThat(topology.consumers())
                .containsExactly(new Topology.Consumer("hello", List.of("hello"), false, 64));
    }

    /** The broker counts a quorum queue every five seconds. */
    @Test
    void theTopologyCountsWhatAnotherProgramHasNotAcknowledged() {
        setConsumerRunning(false);
        send("held");
        tutorial.hold("hello");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    Topology.Queue hello = get("/topology", Topology.class).queues().getFirst();
                    assertThat(hello.unacknowledged()).isEqualTo(1);
                    assertThat(hello.ready()).isZero();
                });
    }

    @Test
    void auditsPausingTheConsumerButNotSendingMessages(CapturedOutput log) {
        send("not audited");
        setConsumerRunning(false);

        await().untilAsserted(() ->
                assertThat(log.getOut().lines().filter(line -> line.contains(" audit ")))
                        .singleElement()
                        .asString()
                        .contains("PUT /consumer from 127.0.0.1")
                        .endsWith(": 200"));
    }

    @Test
    void onlyHealthInfoAndMetricsAreExposed() {
        send("counted");
        rest.get().uri("/actuator/health/liveness").exchange().expectStatus().isOk();
        rest.get().uri("/actuator/health/readiness").exchange().expectStatus().isOk();
        rest.get()
                .uri("/actuator/info")
                .exchange()
                .expectBody()
                .jsonPath("$.build.artifact")
                .isEqualTo("hello-service");
        assertThat(get("/actuator/prometheus", String.class)).contains("messaging_events_total");
        for (String hidden :
                List.of("env", "beans", "heapdump", "configprops", "loggers", "shutdown")) {
            rest.get().uri("/actuator/" + hidden).exchange().expectStatus().isNotFound();
        }
    }

    @Test
    void servesTheApiDescriptionAndItsDocsPage() {
        rest.get()
                .uri("/v3/api-docs")
                .exchange()
                .expectBody()
                .jsonPath("$.paths['/messages'].post.requestBody.content['application/json']")
                .exists()
                .jsonPath("$.paths['/messages'].post.requestBody.content['text/plain']")
                .exists()
                .jsonPath(
                        "$.paths['/messages'].post.requestBody.content['application/json'].schema.oneOf[0]['$ref']")
                .isEqualTo("#/components/schemas/NewMessage")
                .jsonPath(
                        "$.paths['/messages'].post.responses['202'].content['application/json'].schema.oneOf[1].items.oneOf[0]['$ref']")
                .isEqualTo("#/components/schemas/PublishReceipt")
                .jsonPath(
                        "$.paths['/messages'].post.requestBody.content['application/x-ndjson'].schema['$ref']")
                .isEqualTo("#/components/schemas/NewMessage")
                .jsonPath("$.paths['/messages'].post.summary")
                .isEqualTo("Publishes a message, an array of them, or one from each line")
                .jsonPath("$.paths['/consumer'].put")
                .exists();
        rest.get().uri("/docs").exchange().expectStatus().is3xxRedirection();
    }

    @Test
    void documentsEveryOperationWithExamplesAndProblems() {
        ApiDocument.check(rest);
    }

    private PublishReceipt send(String text) {
        return send(text, UUID.randomUUID().toString());
    }

    private PublishReceipt send(String text, String key) {
        return Objects.requireNonNull(
                rest.post()
                        .uri("/messages")
                        .header(IdempotencyKey.HEADER, key)
                        .body(Map.of("text", text))
                        .exchange()
                        .expectStatus()
                        .isAccepted()
                        .returnResult(PublishReceipt.class)
                        .getResponseBody());
    }

    private ReceivedMessage pull() {
        return Objects.requireNonNull(
                rest.post()
                        .uri("/messages/receive")
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .returnResult(ReceivedMessage.class)
                        .getResponseBody());
    }

    private void setConsumerRunning(boolean running) {
        rest.put()
                .uri("/consumer")
                .body(Map.of("running", running))
                .exchange()
                .expectBody()
                .jsonPath("$.running")
                .isEqualTo(running);
    }

    private Inbox.Contents contents() {
        return get("/messages", Inbox.Contents.class);
    }

    private ReceivedMessage newest() {
        return contents().messages().getFirst();
    }

    private <T> T get(String path, Class<T> type) {
        return Objects.requireNonNull(
                rest.get()
                        .uri(path)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .returnResult(type)
                        .getResponseBody());
    }
}
