package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveTests {

    private static final StubService FIRST = new StubService();
    private static final StubService SECOND = new StubService();
    private static final RunningConsole CONSOLE =
            RunningConsole.start(FIRST.url() + "," + SECOND.url(), Map.of());

    @BeforeEach
    void begin() {
        FIRST.reset();
        SECOND.reset();
        FIRST.streaming("/events");
        SECOND.streaming("/events");
    }

    /** The console notices only a moment later that a client has disconnected. */
    @AfterEach
    void awaitNoStreams() {
        await().until(() ->
                CONSOLE.get("/actuator/prometheus").body().contains("console_streams 0.0"));
        await().until(() -> FIRST.streams() + SECOND.streams() == 0);
    }

    @AfterAll
    static void stop() {
        CONSOLE.close();
        FIRST.close();
        SECOND.close();
    }

    /** Spring also maps HEAD to GET, and a stream that nobody reads would never end. */
    @Test
    void aStreamAnswersOnlyGet() throws Exception {
        HttpRequest.Builder head =
                CONSOLE.request("/live/hello-service")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody());

        assertThat(CONSOLE.send(head).statusCode()).isEqualTo(405);
    }

    @Test
    void mergesTheStreamsOfAllInstances() throws Exception {
        try (Watching page = watch("")) {
            page.sees("\"instance\":\"hello-service\",\"name\":\"up\"");
            page.sees("\"instance\":\"hello-service-2\",\"name\":\"up\"");
            FIRST.emit(event("a-1", "published", "{\"type\":\"published\"}"));
            page.sees(
                    "data: {\"instance\":\"hello-service\",\"name\":\"published\",\"data\":{\"type\":\"published\"}}");
            SECOND.emit(event("b-7", "delivered", "{}"));
            page.sees("id: hello-service:a-1,hello-service-2:b-7");
        }
        await().until(() -> FIRST.streams() + SECOND.streams() == 0);
    }

    @Test
    void aNewClientReceivesTheHistoryOfTheInstances() throws Exception {
        try (Watching page = watch("")) {
            FIRST.emit(event(null, "gap", "{}") + event("a-4", "published", "{}"));
            page.sees("\"name\":\"published\"");
            assertThat(page.lines()).noneMatch(line -> line.contains("gap"));
        }
        assertThat(FIRST.requests().getFirst().header("Last-event-id"))
                .containsExactly("before-all");
    }

    @Test
    void resumesWhereItLeftOffAndReportsAGap() throws Exception {
        try (Watching page = watch("?after=hello-service:a-4,hello-service-2:b-9,%3Cscript%3E")) {
            FIRST.emit(event(null, "gap", "{}"));
            page.sees("\"name\":\"gap\"");
        }
        assertThat(FIRST.requests().getFirst().header("Last-event-id")).containsExactly("a-4");
        assertThat(SECOND.requests().getFirst().header("Last-event-id")).containsExactly("b-9");
    }

    @Test
    void reportsAnInstanceThatIsDownAndResumesOnceItIsBack() throws Exception {
        try (Watching page = watch("")) {
            FIRST.emit(event("a-1", "published", "{}"));
            page.sees("\"name\":\"published\"");
            FIRST.endStream();
            FIRST.stop();
            page.sees("\"instance\":\"hello-service\",\"name\":\"down\"");

            FIRST.requests().clear();
            FIRST.restart();
            FIRST.emit(event("a-2", "confirmed", "{}"));
            page.sees("\"name\":\"confirmed\"");
            assertThat(FIRST.requests().getFirst().header("Last-event-id")).containsExactly("a-1");
        }
    }

    @Test
    void staysOpenWhileAllInstancesAreDown() throws Exception {
        FIRST.stop();
        SECOND.stop();
        try (Watching page = watch("")) {
            page.sees("\"instance\":\"hello-service\",\"name\":\"down\"");
            page.sees(": still here");
        }
    }

    @Test
    void sendsNoRequestsWhileNobodyWatches() throws Exception {
        assertThat(CONSOLE.get("/").statusCode()).isEqualTo(200);
        assertThat(CONSOLE.get("/services").statusCode()).isEqualTo(200);

        await().during(Duration.ofMillis(500)).until(() -> FIRST.requests().isEmpty());
        assertThat(SECOND.requests()).isEmpty();
    }

    private static String event(@Nullable String id, String name, String data) {
        return (id == null ? "" : "id:" + id + "\n") + "event:" + name + "\ndata:" + data + "\n\n";
    }

    private Watching watch(String query) throws Exception {
        return new Watching(
                new BufferedReader(
                        new InputStreamReader(
                                CONSOLE.open(CONSOLE.request("/live/hello-service" + query)).body(),
                                StandardCharsets.UTF_8)));
    }

    /** A client that reads the stream and records every line. */
    private record Watching(BufferedReader stream, List<String> lines) implements AutoCloseable {

        Watching(BufferedReader stream) {
            this(stream, new CopyOnWriteArrayList<>());
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try {
                stream.lines().forEach(lines::add);
            } catch (UncheckedIOException closed) {
                lines.add("closed");
            }
        }

        void sees(String part) {
            await(part).until(() -> lines.stream().anyMatch(line -> line.contains(part)));
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
