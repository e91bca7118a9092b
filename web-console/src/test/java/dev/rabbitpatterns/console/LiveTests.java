package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveTests {

    private final StubService first = new StubService().streaming("/events");
    private final StubService second = new StubService().streaming("/events");
    private final RunningConsole console =
            RunningConsole.start(first.url() + "," + second.url(), Map.of());

    @AfterEach
    void stop() {
        console.close();
        first.close();
        second.close();
    }

    @Test
    void theStreamsOfAllInstancesAreOne() throws Exception {
        try (Watching page = watch("")) {
            page.sees("\"instance\":\"hello-service\",\"name\":\"up\"");
            page.sees("\"instance\":\"hello-service-2\",\"name\":\"up\"");
            first.emit(event("a-1", "published", "{\"type\":\"published\"}"));
            page.sees(
                    "data: {\"instance\":\"hello-service\",\"name\":\"published\",\"data\":{\"type\":\"published\"}}");
            second.emit(event("b-7", "delivered", "{}"));
            page.sees("id: hello-service:a-1,hello-service-2:b-7");
        }
        await().until(() -> first.streams() + second.streams() == 0);
    }

    @Test
    void whoComesFirstGetsWhatTheServicesRemember() throws Exception {
        try (Watching page = watch("")) {
            first.emit(event(null, "gap", "{}") + event("a-4", "published", "{}"));
            page.sees("\"name\":\"published\"");
            assertThat(page.lines()).noneMatch(line -> line.contains("gap"));
        }
        assertThat(first.asked().getFirst().header("Last-event-id")).containsExactly("before-all");
    }

    @Test
    void whoComesBackGoesOnWhereItWasAndIsToldOfAGap() throws Exception {
        try (Watching page = watch("?after=hello-service:a-4,hello-service-2:b-9,%3Cscript%3E")) {
            first.emit(event(null, "gap", "{}"));
            page.sees("\"name\":\"gap\"");
        }
        assertThat(first.asked().getFirst().header("Last-event-id")).containsExactly("a-4");
        assertThat(second.asked().getFirst().header("Last-event-id")).containsExactly("b-9");
    }

    @Test
    void anInstanceThatGoesAndComesIsSaidToAndGoesOn() throws Exception {
        try (Watching page = watch("")) {
            first.emit(event("a-1", "published", "{}"));
            page.sees("\"name\":\"published\"");
            first.endStream();
            first.stop();
            page.sees("\"instance\":\"hello-service\",\"name\":\"down\"");

            first.asked().clear();
            first.restart();
            first.emit(event("a-2", "confirmed", "{}"));
            page.sees("\"name\":\"confirmed\"");
            assertThat(first.asked().getFirst().header("Last-event-id")).containsExactly("a-1");
        }
    }

    @Test
    void aServiceThatIsDownIsNoFaultOfTheStream() throws Exception {
        first.stop();
        second.stop();
        try (Watching page = watch("")) {
            page.sees("\"instance\":\"hello-service\",\"name\":\"down\"");
            page.sees(": still here");
        }
    }

    @Test
    void withoutAWatcherNobodyIsAsked() throws Exception {
        assertThat(console.get("/").statusCode()).isEqualTo(200);
        assertThat(console.get("/services").statusCode()).isEqualTo(200);

        await().during(Duration.ofMillis(500)).until(() -> first.asked().isEmpty());
        assertThat(second.asked()).isEmpty();
    }

    private static String event(@Nullable String id, String name, String data) {
        return (id == null ? "" : "id:" + id + "\n") + "event:" + name + "\ndata:" + data + "\n\n";
    }

    private Watching watch(String query) throws Exception {
        return new Watching(
                new BufferedReader(
                        new InputStreamReader(
                                console.open(console.request("/live/hello-service" + query)).body(),
                                StandardCharsets.UTF_8)));
    }

    /** A page that watches, and notes every line. */
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
