package dev.rabbitpatterns.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.test.RunningService;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
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
                                "messaging.events.readers", 2,
                                "messaging.events.reader-buffer", 50));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void everyStepOfAMessagesLifeArrives() throws Exception {
        try (Reader reader = new Reader(null)) {
            String id = publish("watched");

            await().untilAsserted(() ->
                    assertThat(reader.stepsOf(id))
                            .startsWith("published")
                            .contains("confirmed")
                            .containsSubsequence("delivered", "acknowledged"));
        }
    }

    @Test
    void retriesAndTheDeadLetterAreSeenWithTheirReason() throws Exception {
        try (Reader reader = new Reader(null)) {
            String id = publish("poison");

            await().untilAsserted(() ->
                    assertThat(reader.stepsOf(id))
                            .containsSubsequence(
                                    "delivered", "retried", "dead-lettered", "acknowledged"));
            assertThat(reader.lines)
                    .anyMatch(line -> tells(line, "retried", 1, "poisoned"))
                    .anyMatch(line -> tells(line, "dead-lettered", 2, "poisoned"));
        }
    }

    @Test
    void aReaderThatComesBackGetsWhatItMissed() throws Exception {
        String lastSeen;
        try (Reader reader = new Reader(null)) {
            String seen = publish("seen");
            await().until(() -> reader.stepsOf(seen).contains("acknowledged"));
            lastSeen = reader.lastId();
        }
        String missed = publish("missed");

        try (Reader again = new Reader(lastSeen)) {
            await().untilAsserted(() ->
                    assertThat(again.stepsOf(missed)).contains("published", "acknowledged"));
            assertThat(again.lines).noneMatch(line -> line.equals("event:gap"));
        }
    }

    @Test
    void aReaderThatWasAwayTooLongIsToldSo() throws Exception {
        try (Reader reader = new Reader("another-run-1")) {
            await().until(() -> reader.lines.contains("event:gap"));
        }
    }

    @Test
    void aSilentStreamShowsThatItIsAlive() throws Exception {
        try (Reader reader = new Reader(null)) {
            await().until(() ->
                    reader.lines.stream().filter(line -> line.equals(":still here")).count() >= 2);
        }
    }

    @Test
    void oneReaderTooManyIsToldToComeBackLater() throws Exception {
        try (Reader first = new Reader(null);
                Reader second = new Reader(null)) {
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
    void aReaderThatStopsReadingIsCutOffAndDelaysNobody() throws Exception {
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
    void anOpenStreamDoesNotHoldUpTheShutdown() throws Exception {
        try (Reader reader = new Reader(null)) {
            long start = System.nanoTime();
            service.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(10));
            await().until(() -> reader.lines.contains("event:end"));
        }
    }

    private static boolean tells(String line, String type, int attempt, String detail) {
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

    /** Reads the stream's lines as they come. */
    private final class Reader implements AutoCloseable {

        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final HttpClient http = HttpClient.newHttpClient();
        private final Thread thread;

        Reader(@Nullable String lastEventId) throws IOException, InterruptedException {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(service.url() + "/events"));
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId);
            }
            HttpResponse<Stream<String>> answer =
                    http.send(request.build(), BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            thread = Thread.ofVirtual().start(() -> read(answer.body()));
            await().until(() -> lines.contains(":live"));
        }

        private void read(Stream<String> body) {
            try (body) {
                body.forEach(lines::add);
            } catch (RuntimeException closed) {
                lines.add("closed");
            }
        }

        List<String> stepsOf(String messageId) {
            return lines.stream()
                    .filter(line ->
                            line.startsWith("data:")
                                    && line.contains("\"messageId\":\"" + messageId + "\""))
                    .map(line -> line.replaceAll(".*\"type\":\"([a-z-]+)\".*", "$1"))
                    .toList();
        }

        String lastId() {
            return lines.stream()
                    .filter(line -> line.startsWith("id:"))
                    .reduce((first, second) -> second)
                    .orElseThrow()
                    .substring(3);
        }

        boolean isOpen() {
            return thread.isAlive();
        }

        @Override
        public void close() {
            http.shutdownNow();
        }
    }
}
