package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForwardTests {

    private static final StubService SERVICE = new StubService();
    private static final StubService SECOND = new StubService();
    private static final RunningConsole CONSOLE = start();

    private static RunningConsole start() {
        return RunningConsole.start(
                SERVICE.url() + "," + SECOND.url(),
                Map.of(
                        "console.answer-timeout",
                        "500ms",
                        "console.idle-timeout",
                        "700ms",
                        "console.max-streams",
                        3,
                        "messaging.rest.max-request-size",
                        "1KB"));
    }

    @BeforeEach
    void begin() {
        SERVICE.reset();
        SECOND.reset();
    }

    @AfterAll
    static void stop() {
        CONSOLE.close();
        SERVICE.close();
        SECOND.close();
    }

    @Test
    void forwardsARequestAndItsAnswerUnchanged() throws Exception {
        SERVICE.on("/messages", 202, "application/json", "{\"routed\":true}");

        HttpResponse<String> answer =
                CONSOLE.send(
                        CONSOLE.request("/api/hello-service/messages?a=b%20c&d=%7B%7D")
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "order-1")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"兔\"}")));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"routed\":true}");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        StubService.Asked request = SERVICE.requests().getFirst();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo("/messages?a=b%20c&d=%7B%7D");
        assertThat(request.body()).isEqualTo("{\"text\":\"兔\"}");
        assertThat(request.header("Content-type")).containsExactly("application/json");
        assertThat(request.header("Idempotency-key")).containsExactly("order-1");
    }

    @Test
    void linksToTracesOnlyIfItKnowsWhereTheyAre() throws Exception {
        assertThat(CONSOLE.get("/traces").body()).isEqualTo("{}");
        try (RunningConsole console =
                RunningConsole.start(
                        SERVICE.url(), Map.of("console.zipkin", "http://zipkin.test:9411"))) {
            assertThat(console.get("/traces").body())
                    .isEqualTo("{\"zipkin\":\"http://zipkin.test:9411\"}");
        }
    }

    @Test
    void limitsTheBodiesOfSlowSendersAndStillServesSmallRequests() throws Exception {
        SERVICE.on("/messages", 202, "application/json", "{}");
        try (RunningConsole console =
                RunningConsole.start(
                        SERVICE.url(), Map.of("messaging.rest.max-total-request-size", "400KB"))) {
            List<Socket> slow = new ArrayList<>();
            for (int sender = 0; sender < 5; sender++) {
                Socket socket = new Socket("localhost", console.uri("").getPort());
                slow.add(socket);
                socket.getOutputStream().write(partialRequest(200_000, 100_000));
            }

            await().untilAsserted(() -> assertThat(publish(console, 100_000)).isEqualTo(503));
            assertThat(publish(console, 10_000)).isEqualTo(202);
            for (Socket socket : slow) {
                socket.close();
            }
            await().untilAsserted(() -> assertThat(publish(console, 100_000)).isEqualTo(202));
        }
    }

    private static byte[] partialRequest(int announced, int sent) {
        return ("POST /api/hello-service/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                                .formatted(announced)
                        + "x".repeat(sent))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static int publish(RunningConsole console, int length) throws Exception {
        return console.send(
                        console.request("/api/hello-service/messages")
                                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(length))))
                .statusCode();
    }

    @Test
    void refusesAnOverlongOrMalformedAddress() throws Exception {
        assertThat(status("/api/hello-service/messages/" + "a".repeat(7_500))).isEqualTo(404);
        assertThat(status("/api/hello-service/messages/" + "%41".repeat(2_000))).isEqualTo(404);
        assertThat(status("/api/hello-service/messages?%zz")).isEqualTo(400);
        assertThat(SERVICE.requests()).isEmpty();
    }

    private static int status(String path) throws Exception {
        String answer =
                CONSOLE.raw(
                        "GET "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    @Test
    void forwardsAProblemWithItsRetryAfter() throws Exception {
        SERVICE.on(
                "/messages",
                exchange -> {
                    exchange.getResponseHeaders().set("Retry-After", "7");
                    exchange.getResponseHeaders().set("Set-Cookie", "a=b");
                    exchange.getResponseHeaders().set("X-Internal", "secret");
                    exchange.sendResponseHeaders(503, -1);
                });

        HttpResponse<String> answer = CONSOLE.get("/api/hello-service/messages");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "x-internal");
    }

    @Test
    void doesNotForwardConnectionHeadersOrCookies() throws Exception {
        SERVICE.on("/messages", 200, "application/json", "{}");

        String answer =
                CONSOLE.raw(
                        """
                        GET /api/hello-service/messages HTTP/1.1\r
                        Host: localhost\r
                        Connection: close, X-Hop\r
                        X-Hop: 1\r
                        Cookie: session=1\r
                        Authorization: Basic YTpi\r
                        X-Forwarded-For: 10.0.0.1\r
                        \r
                        """);

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(SERVICE.requests().getFirst().headers())
                .doesNotContainKeys("X-hop", "Cookie", "Authorization", "Connection")
                .containsEntry("X-forwarded-for", List.of("127.0.0.1"));
    }

    @Test
    void refusesPathsThatThePageDoesNotNeed() throws Exception {
        List<String> paths =
                List.of(
                        "/api/hello-service/actuator/env",
                        "/api/hello-service/actuator",
                        "/api/hello-service/",
                        "/api/hello-service/messagesX",
                        "/api/hello-service/messages/../actuator/env",
                        "/api/hello-service/messages/%2e%2e/actuator/env",
                        "/api/hello-service/messages/.%2E/actuator/env",
                        "/api/hello-service/messages//actuator",
                        "/api/hello-service/messages;/actuator",
                        "/api/hello-service/messages/%2F..%2Factuator",
                        "/api/hello-service/messages/%5c..%5cactuator",
                        "/api/hello-service/messages/%00",
                        "/api/hello-service/tasks",
                        "/api/unknown-service/messages",
                        "/api/hello-service-9/messages",
                        "/api/127.0.0.1/messages");

        for (String path : paths) {
            assertThat(
                            CONSOLE.raw(
                                    "GET "
                                            + path
                                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .containsPattern("^HTTP/1.1 (40[04]|503)");
        }
        assertThat(SERVICE.requests()).isEmpty();
        assertThat(SECOND.requests()).isEmpty();
    }

    @Test
    void forwardsOnlyTheMethodsThatServicesHave() throws Exception {
        assertThat(
                        CONSOLE.send(
                                        CONSOLE.request("/api/hello-service/messages")
                                                .method(
                                                        "PATCH",
                                                        HttpRequest.BodyPublishers.noBody()))
                                .statusCode())
                .isEqualTo(405);
        assertThat(SERVICE.requests()).isEmpty();
    }

    @Test
    void refusesABodyThatIsTooLong() throws Exception {
        HttpResponse<String> answer =
                CONSOLE.send(
                        CONSOLE.request("/api/hello-service/messages")
                                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(1025))));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body())
                .contains("urn:problem-type:too-long", "the 1024 that are allowed");
        assertThat(SERVICE.requests()).isEmpty();
    }

    @Test
    void skipsAnInstanceThatIsDown() throws Exception {
        SECOND.on("/messages", 200, "text/plain", "the second");
        SERVICE.stop();

        assertThat(CONSOLE.get("/api/hello-service/messages").body()).isEqualTo("the second");
        assertThat(CONSOLE.get("/api/hello-service-2/messages").body()).isEqualTo("the second");
    }

    @Test
    void reportsAServiceThatIsDown() throws Exception {
        SERVICE.stop();
        SECOND.stop();

        HttpResponse<String> answer = CONSOLE.get("/api/hello-service/messages");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(answer.body())
                .contains("urn:problem-type:service-down", "hello-service does not answer");
    }

    @Test
    void doesNotRetryARequestWhoseAnswerIsLost() throws Exception {
        SERVICE.on(
                "/messages",
                exchange -> {
                    throw new IOException("gone");
                });
        SECOND.on("/messages", 200, "text/plain", "a SECOND effect");

        HttpResponse<String> answer =
                CONSOLE.send(
                        CONSOLE.request("/api/hello-service/messages")
                                .POST(HttpRequest.BodyPublishers.ofString("x")));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("urn:problem-type:answer-lost");
        assertThat(SECOND.requests()).isEmpty();
    }

    @Test
    void timesOutIfAServiceDoesNotAnswer() throws Exception {
        SERVICE.on("/messages", exchange -> sleep(Duration.ofSeconds(5)));

        HttpResponse<String> answer = CONSOLE.get("/api/hello-service/messages");

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("urn:problem-type:no-answer");
    }

    @Test
    void forwardsAStreamEventByEventAndEndsItWithItsReader() throws Exception {
        SERVICE.streaming("/events");

        try (InputStream stream = events()) {
            BufferedReader lines = reader(stream);
            SERVICE.emit("data: one\n\n");
            assertThat(lines.lines().filter(line -> line.startsWith("data")).findFirst())
                    .hasValue("data: one");
            SERVICE.emit("data: two\n\n");
            assertThat(lines.lines().filter(line -> line.startsWith("data")).findFirst())
                    .hasValue("data: two");
            assertThat(SERVICE.streams()).isOne();
        }

        await().until(() -> SERVICE.streams() == 0);
    }

    @Test
    void endsAStreamThatIsSilentForTooLong() throws Exception {
        SERVICE.on(
                "/events",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().flush();
                    sleep(Duration.ofSeconds(3));
                });

        try (InputStream stream = events()) {
            assertThat(stream.readAllBytes()).isEmpty();
        }
    }

    @Test
    void aPartialAnswerDoesNotLookComplete() throws Exception {
        SERVICE.on(
                "/messages",
                exchange -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write(new byte[10]);
                    exchange.getResponseBody().flush();
                    throw new IOException("gone");
                });

        assertThat(catchThrowable(() -> CONSOLE.get("/api/hello-service/messages")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void limitsTheAnswersInFlight() throws Exception {
        SERVICE.streaming("/events");
        List<InputStream> open = List.of(events(), events(), events());

        HttpResponse<String> answer = CONSOLE.get("/api/hello-service/events");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("urn:problem-type:too-many-streams");
        for (InputStream stream : open) {
            stream.close();
        }
        SERVICE.on("/messages", 200, "text/plain", "again");
        await().untilAsserted(() ->
                assertThat(CONSOLE.get("/api/hello-service/messages").body()).isEqualTo("again"));
    }

    @Test
    void anOpenStreamDoesNotDelayTheShutdown() throws Exception {
        SERVICE.streaming("/events");
        RunningConsole other = start();
        other.open(other.request("/api/hello-service/events"));
        long start = System.nanoTime();

        other.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private InputStream events() throws Exception {
        return CONSOLE.open(CONSOLE.request("/api/hello-service/events")).body();
    }

    private static BufferedReader reader(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
