package dev.rabbitpatterns.hello;

import static dev.rabbitpatterns.hello.LineUpload.message;
import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.consume.Inbox;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.RefusingQueue;
import dev.rabbitpatterns.test.TutorialProgram;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Publishes one message from each line, and counts what was answered and what is in the queue. */
@RealBrokerTest
@ExtendWith(OutputCaptureExtension.class)
class HelloLinesIT {

    private static final JsonMapper JSON = new JsonMapper();

    private final String url;
    private final RestTestClient rest;
    private final MeterRegistry meters;
    private final TutorialProgram tutorial = new TutorialProgram();

    @Autowired
    HelloLinesIT(@LocalServerPort int port, MeterRegistry meters) {
        this.meters = meters;
        url = "http://localhost:" + port;
        rest = RestTestClient.bindToServer().baseUrl(url).build();
    }

    @BeforeEach
    void startWithAnEmptyQueueAndAPausedConsumer() {
        setConsumerRunning(false);
        assertThatQueue("hello").hasConsumers(0);
        tutorial.purge("hello");
    }

    @AfterEach
    void resumeTheConsumer() {
        setConsumerRunning(true);
        tutorial.close();
    }

    @Test
    void eachLineIsPublishedAndAnsweredInOrder() {
        try (LineUpload upload = new LineUpload(url)) {
            upload.send(message("one") + message("two") + message("three")).end();
            List<JsonNode> answers = upload.answers();

            assertThat(upload.headers())
                    .startsWith("HTTP/1.1 200")
                    .contains("Content-Type: application/x-ndjson");
            assertThat(answers).allMatch(answer -> answer.get("routed").asBoolean());
            List<Delivery> queue = tutorial.receiveAll("hello");
            assertThat(queue)
                    .extracting(one -> new String(one.getBody(), StandardCharsets.UTF_8))
                    .containsExactly("one", "two", "three");
            assertThat(queue)
                    .extracting(one -> one.getProperties().getMessageId())
                    .containsExactlyElementsOf(ids(answers));
        }
    }

    @Test
    void aLineThatIsRefusedHasTheSameErrorsAsAnObjectAndDoesNotStopTheNext() {
        List<String> refused =
                List.of(
                        "{\"text\":\"  \"}",
                        "{}",
                        "{\"text\":\"a\",\"txt\":\"b\"}",
                        "{\"text\":{\"a\":1}}",
                        "{\"text\":\"\\ud83d\"}",
                        "{\"text\":\"a\"} {}",
                        "\"text\"",
                        "{\"text\":\"" + "a".repeat(1024 * 1024 + 1) + "\"}");
        List<JsonNode> answers;
        try (LineUpload upload = new LineUpload(url)) {
            for (String line : refused) {
                upload.send(message("before")).send(line + "\r\n").send("\r\n");
            }
            answers = upload.send("{\"text\":\"no line break\"}").end().answers();
        }

        assertThat(answers).hasSize(2 * refused.size() + 1);
        for (int i = 0; i < refused.size(); i++) {
            JsonNode problem = answers.get(2 * i + 1);
            JsonNode asObject = postJson(refused.get(i));
            assertThat(problem.get("line").asInt()).isEqualTo(3 * i + 2);
            assertThat(problem.get("status")).isEqualTo(asObject.get("status"));
            assertThat(problem.get("type")).isEqualTo(asObject.get("type"));
            assertThat(problem.at("/errors/0/pointer")).isEqualTo(asObject.at("/errors/0/pointer"));
        }
        assertThat(ids(answers)).hasSize(refused.size() + 1);
        assertThatQueue("hello").holds(refused.size() + 1);
    }

    @Test
    void aLineThatIsNotUtf8OrNoObjectIsRefused() {
        byte[] notUtf8 = message("?").getBytes(StandardCharsets.UTF_8);
        notUtf8[9] = (byte) 0xff;
        try (LineUpload upload = new LineUpload(url)) {
            List<JsonNode> answers =
                    upload.send(notUtf8)
                            .send("null\n[{\"text\":\"a\"}]\n")
                            .send(message("after"))
                            .end()
                            .answers();

            assertThat(answers.getFirst().at("/errors/0/detail").asString())
                    .isEqualTo("is not valid JSON in UTF-8 at line 1, column 11");
            assertThat(answers)
                    .extracting(answer -> answer.path("line").asInt())
                    .containsExactly(1, 2, 3, 0);
            assertThatQueue("hello").holds(1);
        }
    }

    @Test
    void aLineIsAnsweredBeforeTheNextIsSent() throws Exception {
        try (LineUpload upload = new LineUpload(url)) {
            for (int line = 1; line <= 3; line++) {
                JsonNode answer = upload.send(message("line " + line)).answer();

                assertThat(Objects.requireNonNull(answer).get("routed").asBoolean()).isTrue();
                assertThatQueue("hello").holds(line);
            }
            assertThat(upload.end().answer()).isNull();
        }
    }

    @Test
    void everyLineWithAReceiptIsInTheQueue() {
        int lines = 20_000;
        try (LineUpload upload = new LineUpload(url)) {
            CompletableFuture<List<JsonNode>> answers = upload.answersMeanwhile(answer -> {});
            for (int line = 0; line < lines; line += 100) {
                upload.send(message("one of many").repeat(100));
            }
            upload.end();

            assertThat(ids(answers.join())).hasSize(lines).doesNotHaveDuplicates();
            assertThatQueue("hello").holds(lines);
        }
    }

    @Test
    void aRepeatedUploadHasNoSecondEffectAndMayBeCorrectedButNotChanged() {
        String key = UUID.randomUUID().toString();
        List<JsonNode> first = upload(key, message("a" + key) + "no JSON\n" + message("c" + key));
        List<JsonNode> second =
                upload(key, message("a" + key) + message("b" + key) + message("other" + key));
        setConsumerRunning(true);

        assertThat(second.get(0).get("id")).isEqualTo(first.get(0).get("id"));
        assertThat(second.get(1).get("routed").asBoolean()).isTrue();
        assertThat(second.get(2).get("status").asInt()).isEqualTo(422);
        assertThat(second.get(2).get("line").asInt()).isEqualTo(3);
        await().untilAsserted(() ->
                assertThat(received())
                        .filteredOn(text -> text.endsWith(key))
                        .containsExactly("b" + key, "c" + key, "a" + key));
    }

    @Test
    void aKeyThatWasUsedForAnObjectCannotBeUsedForLines() {
        String key = UUID.randomUUID().toString();
        rest.post()
                .uri("/messages")
                .header("Idempotency-Key", key)
                .body(Map.of("text", "a"))
                .exchange()
                .expectStatus()
                .isAccepted();

        rest.post()
                .uri("/messages")
                .header("Idempotency-Key", key)
                .contentType(MediaType.APPLICATION_NDJSON)
                .body(message("a"))
                .exchange()
                .expectStatus()
                .isEqualTo(422);

        assertThatQueue("hello").holds(1);
    }

    @Test
    void linesThatTheQueueRefusesAreCountedAndTheOthersAreInTheQueue() throws Exception {
        int lines = 500;
        try (LineUpload upload = new LineUpload(url)) {
            List<String> confirmed = new ArrayList<>();
            upload.send(message("before").repeat(lines));
            for (int line = 1; line <= lines; line++) {
                confirmed.add(Objects.requireNonNull(upload.answer()).get("id").asString());
            }
            try (RefusingQueue _ = RefusingQueue.named("hello")) {
                upload.send(message("refused").repeat(lines)).end();

                assertThat(upload.answers())
                        .hasSize(lines)
                        .allMatch(answer -> answer.get("status").asInt() == 503)
                        .extracting(answer -> answer.get("line").asInt())
                        .startsWith(lines + 1)
                        .endsWith(2 * lines);
            }
            assertThat(ids("hello")).containsSubsequence(confirmed);
        } finally {
            // RabbitMQ 3.10 may go on refusing without the policy.
            tutorial.delete("hello").declare("hello");
        }
    }

    @Test
    void aBrokerThatRestartsDuringAnUploadLosesNothingThatWasConfirmed() {
        AtomicInteger sent = new AtomicInteger();
        try (LineUpload upload = new LineUpload(url)) {
            Semaphore unanswered = new Semaphore(20);
            CompletableFuture<List<JsonNode>> answers =
                    upload.answersMeanwhile(answer -> unanswered.release());
            CompletableFuture<Void> restart =
                    CompletableFuture.runAsync(
                            () -> restartTheBrokerBetween(sent), Thread::startVirtualThread);
            while (!restart.isDone()) {
                unanswered.acquireUninterruptibly();
                upload.send(message("during the restart"));
                sent.incrementAndGet();
            }
            restart.join();
            upload.end();

            Map<Integer, Long> outcomes =
                    answers.join().stream()
                            .collect(
                                    Collectors.groupingBy(
                                            answer -> answer.path("status").asInt(202),
                                            Collectors.counting()));
            assertThat(outcomes).containsKeys(202, 503);
            assertThat(outcomes.keySet()).isSubsetOf(202, 503, 504);
            assertThat(answers.join()).hasSize(sent.get());
            assertThat(new HashSet<>(ids("hello"))).containsAll(ids(answers.join()));
        }
    }

    private static void restartTheBrokerBetween(AtomicInteger sent) {
        await().until(() -> sent.get() > 200);
        RealBroker.get().stop();
        int before = sent.get();
        await().until(() -> sent.get() > before + 200);
        RealBroker.get().start();
        int after = sent.get();
        await().until(() -> sent.get() > after + 200);
    }

    @Test
    void whatADisconnectedClientHasPublishedStaysAndNoErrorIsLogged(CapturedOutput log)
            throws Exception {
        long before = requests();
        try (LineUpload upload = new LineUpload(url)) {
            upload.send(message("one")).answer();
            upload.send(message("two") + "{\"text\":\"only ha");
            assertThatQueue("hello").holds(2);
        }

        await().until(() -> requests() == before + 1);
        assertThatQueue("hello").holds(2);
        assertThat(log.toString().lines().filter(line -> line.contains("cat-handler-")))
                .as("what the threads of requests log")
                .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }

    /** How many requests have ended. */
    private long requests() {
        return meters.find("http.server.requests").tag("uri", "/messages").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private List<JsonNode> upload(String key, String lines) {
        try (LineUpload upload = new LineUpload(url, "Idempotency-Key: " + key)) {
            return upload.send(lines).end().answers();
        }
    }

    /** The ids of the answers that are receipts. */
    private static List<String> ids(List<JsonNode> answers) {
        return answers.stream()
                .filter(answer -> answer.has("id"))
                .map(answer -> answer.get("id").asString())
                .toList();
    }

    /** Takes all messages of a queue, with a new connection, and returns their ids. */
    private static List<String> ids(String queue) {
        try (TutorialProgram program = new TutorialProgram()) {
            return program.receiveAll(queue).stream()
                    .map(message -> String.valueOf(message.getProperties().getMessageId()))
                    .toList();
        }
    }

    private List<String> received() {
        return Objects.requireNonNull(
                        rest.get()
                                .uri("/messages")
                                .exchange()
                                .returnResult(Inbox.Contents.class)
                                .getResponseBody())
                .messages()
                .stream()
                .map(ReceivedMessage::text)
                .toList();
    }

    private JsonNode postJson(String body) {
        return JSON.readTree(
                Objects.requireNonNull(
                        rest.post()
                                .uri("/messages")
                                .contentType(MediaType.APPLICATION_JSON)
                                .body(body)
                                .exchange()
                                .returnResult(String.class)
                                .getResponseBody()));
    }

    private void setConsumerRunning(boolean running) {
        rest.put()
                .uri("/consumer")
                .body(Map.of("running", running))
                .exchange()
                .expectStatus()
                .isOk();
    }
}
