package dev.rabbitpatterns.messaging.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import dev.rabbitpatterns.messaging.TestService;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.test.LiveStreamReader;
import dev.rabbitpatterns.test.RunningService;
import dev.rabbitpatterns.test.TutorialProgram;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live stream as its readers see it over HTTP. */
class EventStreamIT {

    private RunningService service;

    @BeforeEach
    void start() {
        service =
                RunningService.start(
                        TestService.class,
                        Map.of(
                                "spring.rabbitmq.listener.simple.retry.max-retries", 1,
                                "spring.rabbitmq.listener.simple.retry.initial-interval", "10ms",
                                "messaging.events.max-readers", 2,
                                "messaging.events.reader-buffer-size", 50));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void reportsEveryStepOfAMessage() throws Exception {
        try (LiveStreamReader reader = read(null)) {
            String id = publish("watched");

            await().untilAsserted(() ->
                    assertThat(stepsOf(reader, id))
                            .startsWith("published")
                            .contains("confirmed")
                            .containsSubsequence("delivered", "acknowledged"));
        }
    }

    @Test
    void whateverHeadersAMessageHasItIsReportedAndSoIsTheNext() throws Exception {
        Map<String, Object> odd = new HashMap<>();
        odd.put("huge", "h".repeat(100_000));
        odd.put("nothing", null);
        odd.put("bytes", new byte[] {1, -1});
        odd.put("nested", Map.of("list", List.of(Date.from(Instant.EPOCH), Map.of("deep", 1.5f))));
        try (LiveStreamReader reader = read(null);
                TutorialProgram foreign = new TutorialProgram()) {
            var properties = new AMQP.BasicProperties.Builder().messageId("odd").headers(odd);
            foreign.send(TestService.QUEUE, new byte[] {'x'}, properties.build());
            await().until(() -> stepsOf(reader, "odd").contains("acknowledged"));
            String id = publish("the next");

            await().until(() -> stepsOf(reader, id).contains("acknowledged"));
            assertThat(reader.data("delivered"))
                    .first()
                    .asString()
                    .hasSizeLessThan(2 * MessageHead.MAX_BYTES)
                    .contains("\"bytes\":\"0x01ff\"", "1970-01-01T00:00:00Z", "\"deep\":\"1.5\"");
        }
    }

    @Test
    void reportsRetriesAndTheDeadLetterWithTheirReason() throws Exception {
        try (LiveStreamReader reader = read(null)) {
            String id = publish("poison");

            await().untilAsserted(() ->
                    assertThat(stepsOf(reader, id))
                            .containsSubsequence(
                                    "delivered", "retried", "dead-lettered", "acknowledged"));
            assertThat(reader.lines())
                    .anyMatch(line -> reports(line, "retried", 1, "poisoned"))
                    .anyMatch(line -> reports(line, "dead-lettered", 2, "poisoned"));
        }
    }

    @Test
    void aReaderThatReconnectsGetsWhatItMissed() throws Exception {
        String lastSeen;
        try (LiveStreamReader reader = read(null)) {
            String seen = publish("seen");
            await().until(() -> stepsOf(reader, seen).contains("acknowledged"));
            lastSeen = lastId(reader);
        }
        String missed = publish("missed");

        try (LiveStreamReader again = read(lastSeen)) {
            await().untilAsserted(() ->
                    assertThat(stepsOf(again, missed)).contains("published", "acknowledged"));
            assertThat(again.lines()).noneMatch(line -> line.equals("event:gap"));
        }
    }

    @Test
    void aReaderWithAnUnknownEventIdIsToldOfAGap() {
        try (LiveStreamReader reader = read("another-run-1")) {
            await().until(() -> reader.lines().contains("event:gap"));
        }
    }

    @Test
    void aSilentStreamSendsHeartbeats() throws Exception {
        try (LiveStreamReader reader = read(null)) {
            await().until(() ->
                    reader.lines().stream().filter(line -> line.equals(":still here")).count()
                            >= 2);
        }
    }

    @Test
    void oneReaderTooManyIsRefusedWithRetryAfter() throws Exception {
        try (LiveStreamReader first = read(null);
                LiveStreamReader second = read(null)) {
            service.rest()
                    .get()
                    .uri("/events")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503)
                    .expectHeader()
                    .exists("Retry-After")
                    .expectBody()
                    .jsonPath("$.type")
                    .isEqualTo("urn:problem-type:too-many-readers");
            assertThat(first.isOpen() && second.isOpen()).isTrue();
        }

        await().until(() -> service.bean(MessageEvents.class).readers() == 0);
    }

    @Test
    void aReaderThatStopsReadingIsDisconnectedAndDelaysNobody() throws Exception {
        MessageEvents events = service.bean(MessageEvents.class);
        try (Socket stuck = new Socket("localhost", URI.create(service.url()).getPort())) {
            stuck.setReceiveBufferSize(1024);
            stuck.getOutputStream()
                    .write(
                            "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> events.readers() == 1);

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        for (int i = 0; i < 1000; i++) {
                            events.emit(
                                    MessageEvent.consumer(
                                            MessageEvent.Type.CONSUMER_STARTED,
                                            "queue",
                                            "c".repeat(1000)));
                        }
                        return events.readers() == 0;
                    });
            String id = publish("not delayed");
            assertThat(id).isNotBlank();
        }
    }

    @Test
    void anOpenStreamDoesNotDelayShutdown() throws Exception {
        try (LiveStreamReader reader = read(null)) {
            long start = System.nanoTime();
            service.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(10));
            await().until(() -> reader.lines().contains("event:end"));
        }
    }

    private static boolean reports(String line, String type, int attempt, String detail) {
        return line.contains("\"type\":\"" + type + "\"")
                && line.contains("\"attempt\":" + attempt)
                && line.contains("\"detail\":\"" + detail + "\"");
    }

    private String publish(String text) {
        String id = UUID.randomUUID().toString();
        service.bean(ConfirmedPublisher.class)
                .publishToQueue(
                        TestService.QUEUE,
                        service.bean(TextMessageConverter.class).toMessage(text, id));
        return id;
    }

    private LiveStreamReader read(@Nullable String lastEventId) {
        return LiveStreamReader.open(service.url() + "/events", lastEventId);
    }

    private static List<String> stepsOf(LiveStreamReader reader, String messageId) {
        return reader.events().stream()
                .filter(event -> event.data().contains("\"messageId\":\"" + messageId + "\""))
                .map(LiveStreamReader.Event::name)
                .toList();
    }

    private static String lastId(LiveStreamReader reader) {
        return reader.lines().stream()
                .filter(line -> line.startsWith("id:"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .substring(3);
    }
}
