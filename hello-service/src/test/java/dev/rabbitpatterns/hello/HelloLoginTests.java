package dev.rabbitpatterns.hello;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * With the profile {@code login}, nobody sees or changes anything without a user's name and
 * password. There is no broker: a message that passes the login is answered with 503.
 */
@ExtendWith(OutputCaptureExtension.class)
class HelloLoginTests {

    private static final String ALICE = basic("alice", "Schlüssel-zur-Tür");
    private static final String PROBE = basic("prometheus", "only-looks-at-it");
    private static final int PASSED = 503;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Instant now = Instant.EPOCH;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() {
        service = start("Schlüssel-zur-Tür");
    }

    private static ConfigurableApplicationContext start(String password) {
        return new SpringApplicationBuilder(HelloApplication.class)
                .initializers(context ->
                        ((GenericApplicationContext) context)
                                .registerBean(InstantSource.class, () -> () -> now))
                .run(
                        "--server.port=0",
                        "--spring.profiles.active=login",
                        "--spring.rabbitmq.addresses=127.0.0.1:1",
                        "--messaging.login.users.alice=" + password,
                        "--messaging.login.users.bob=another-password",
                        "--messaging.login.probes.prometheus=only-looks-at-it");
    }

    @AfterAll
    static void stop() {
        service.close();
        HTTP.close();
    }

    /** All wrong passwords of the test before are forgotten. */
    @BeforeEach
    void anHourLater() {
        now = now.plusSeconds(3600);
    }

    @Test
    void aUserMayDoEverything() throws Exception {
        assertThat(send(publish().header("Authorization", ALICE)).statusCode()).isEqualTo(PASSED);
        assertThat(get("/messages", ALICE).statusCode()).isEqualTo(200);
        assertThat(get("/actuator/prometheus", ALICE).statusCode()).isEqualTo(200);
        assertThat(get("/actuator/health", ALICE).body()).contains("\"rabbit\"");
        assertThat(get("/nothing", ALICE).statusCode()).isEqualTo(404);
    }

    @Test
    void whoIsNotLoggedInIsToldHowTo() throws Exception {
        HttpResponse<String> answer = send(publish());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValue("Basic realm=\"RabbitMQ Patterns\", charset=\"UTF-8\"");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(answer.body()).contains("urn:problem-type:login-required", "Nothing was done.");
    }

    static Stream<String> wrongLogins() {
        return Stream.of(
                basic("alice", "wrong-password"),
                basic("alice", "another-password"), // of bob
                basic("alice", "schlüssel-zur-tür"),
                basic("alice", "Schlüssel-zur-Tür "),
                basic("alice", ""),
                basic("alice", "x".repeat(5_000)),
                basic("mallory", "Schlüssel-zur-Tür"),
                basic("", "Schlüssel-zur-Tür"),
                basic("alice\0", "Schlüssel-zur-Tür"),
                base64("alice"),
                base64(""),
                "Basic",
                "Basic ",
                "Basic bob:another-password",
                "Basic %%%",
                ALICE.replace("Basic ", "Basic"),
                ALICE.replace("Basic ", "Bearer "),
                ALICE.replace("Basic ", "Digest "),
                ALICE.replace("Basic ", ""));
    }

    @ParameterizedTest
    @MethodSource("wrongLogins")
    void aWrongLoginIsNone(String login) throws Exception {
        assertThat(send(publish().header("Authorization", login)).statusCode()).isEqualTo(401);
    }

    @Test
    void aHeaderWithoutEndIsNotRead() throws Exception {
        String endless = basic("alice", "x".repeat(20_000));

        assertThat(get("/messages", endless).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/messages",
                "/messages/",
                "/messages?user=alice&password=Schl%C3%BCssel-zur-T%C3%BCr",
                "/consumer",
                "/events",
                "/topology",
                "/dead-letters",
                "/docs",
                "/swagger-ui/index.html",
                "/v3/api-docs",
                "/actuator",
                "/actuator/health",
                "/actuator/health/",
                "/actuator/health/readiness/rabbit",
                "/actuator/health/readiness/",
                "/actuator/health/READINESS",
                "/actuator/info",
                "/actuator/prometheus",
                "/error",
                "/login",
                "/nothing"
            })
    void everyPathNeedsALogin(String path) throws Exception {
        assertThat(get(path, null).statusCode()).isEqualTo(401);
    }

    /** Written in a way that one part of a server may read differently from another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health/readiness/../../../messages",
                "/actuator/health/readiness/%2e%2e/%2e%2e/%2e%2e/messages",
                "/actuator/health/readiness/..;/..;/..;/messages",
                "/actuator/health/readiness;/../../../messages",
                "/actuator/health/readiness%2f..%2f..%2f..%2fmessages",
                "//messages",
                "/./messages",
                "/messages;actuator/health/readiness",
                "/messages%00/actuator/health/readiness",
                "/%6dessages",
                "http://localhost/messages"
            })
    void noSpellingOfAPathGetsAroundTheLogin(String path) throws Exception {
        assertThat(raw("GET", path)).matches("(?s)HTTP/1.1 40[01] .*").doesNotContain("\"total\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "MKCOL"})
    void everyMethodNeedsALogin(String method) throws Exception {
        assertThat(raw(method, "/messages")).startsWith("HTTP/1.1 401 ");
    }

    /** It would send the password back, to whatever script has asked for it. */
    @Test
    void noRequestIsSentBack() throws Exception {
        assertThat(raw("TRACE", "/messages")).startsWith("HTTP/1.1 405 ");
    }

    @Test
    void aStreamOfEventsNeedsALogin() throws Exception {
        HttpResponse<String> answer =
                send(request("/events").header("Accept", "text/event-stream"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
    }

    @Test
    void aProbeSeesHealthAndMetricsOnly() throws Exception {
        assertThat(get("/actuator/health", PROBE).body()).contains("\"rabbit\"");
        assertThat(get("/actuator/prometheus", PROBE).statusCode()).isEqualTo(200);
        for (String path : List.of("/messages", "/events", "/topology", "/docs", "/nothing")) {
            HttpResponse<String> answer = get(path, PROBE);
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.body()).contains("urn:problem-type:not-permitted");
        }
        assertThat(send(publish().header("Authorization", PROBE)).statusCode()).isEqualTo(403);
    }

    @Test
    void everybodyIsToldWhetherTheServiceIsReadyAndNothingElse() throws Exception {
        assertThat(get("/actuator/health/liveness", null).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get("/actuator/health/readiness", null).body())
                .matches("\\{\"status\":\"[A-Z_]+\"}");
        assertThat(get("/actuator/health/readiness", PROBE).body()).contains("\"rabbit\"");
    }

    @Test
    void anOldPasswordIsWrongAfterARestart() throws Exception {
        try (ConfigurableApplicationContext restarted = start("a-new-password")) {
            URI there = URI.create("http://localhost:" + portOf(restarted) + "/messages");

            assertThat(send(HttpRequest.newBuilder(there).header("Authorization", ALICE)))
                    .extracting(HttpResponse::statusCode)
                    .isEqualTo(401);
            assertThat(
                            send(
                                    HttpRequest.newBuilder(there)
                                            .header(
                                                    "Authorization",
                                                    basic("alice", "a-new-password"))))
                    .extracting(HttpResponse::statusCode)
                    .isEqualTo(200);
        }
    }

    /** The browser adds the password that it keeps to whatever a foreign page makes it send. */
    @Test
    void theRightPasswordDoesNotHelpAForeignPage() throws Exception {
        for (Map.Entry<String, String> foreign :
                Map.of("Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
                        .entrySet()) {
            HttpResponse<String> answer =
                    send(
                            publish()
                                    .header("Authorization", ALICE)
                                    .header(foreign.getKey(), foreign.getValue()));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("urn:problem-type:foreign-origin");
        }
    }

    @Test
    void theRightPasswordDoesNotHelpAForeignForm() throws Exception {
        HttpResponse<String> answer =
                send(
                        request("/messages/receive")
                                .POST(BodyPublishers.ofString("text=forged"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("Authorization", ALICE)
                                .header("Sec-Fetch-Site", "cross-site")
                                .header("Sec-Fetch-Mode", "navigate"));

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void guessingIsSlow() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(get("/messages", basic("alice", "wrong-" + i)).statusCode()).isEqualTo(401);
        }
        now = now.plusSeconds(20);
        HttpResponse<String> answer = get("/messages", ALICE);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("40");
        assertThat(answer.body()).contains("urn:problem-type:too-many-attempts");
        assertThat(get("/messages", basic("bob", "another-password")).statusCode()).isEqualTo(200);
        assertThat(get("/actuator/health/readiness", null).statusCode()).isNotEqualTo(429);
        now = now.plusSeconds(40);
        assertThat(get("/messages", ALICE).statusCode()).isEqualTo(200);
    }

    @Test
    void thereIsNoSessionToStealOrToFix() throws Exception {
        HttpResponse<String> loggedIn =
                send(
                        request("/messages")
                                .header("Authorization", ALICE)
                                .header("Cookie", "JSESSIONID=chosen-by-another"));

        assertThat(loggedIn.statusCode()).isEqualTo(200);
        for (HttpResponse<String> answer :
                List.of(
                        loggedIn,
                        send(request("/messages").header("Cookie", "JSESSIONID=chosen-by-another")),
                        get("/messages;jsessionid=chosen-by-another", null))) {
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
        assertThat(get("/messages", null).statusCode()).isEqualTo(401);
    }

    @Test
    void noCacheKeepsAnAnswer() throws Exception {
        for (String login : List.of(ALICE, PROBE, basic("alice", "wrong"))) {
            assertThat(get("/messages", login).headers().firstValue("Cache-Control").orElse(""))
                    .contains("no-store");
        }
    }

    /** A development machine would never speak plain HTTP again, with any program on any port. */
    @Test
    void noBrowserIsToldToUseTlsForEver() throws Exception {
        assertThat(get("/messages", ALICE).headers().firstValue("Strict-Transport-Security"))
                .isEmpty();
    }

    @Test
    void theLogSaysWhoDidWhatAndHasNoPassword(CapturedOutput log) throws Exception {
        get("/messages", basic("alice", "Wr0ng-passw0rd"));
        get("/messages", basic("Passw0rd-as-name", "x"));
        assertThat(
                        send(request("/consumer")
                                        .PUT(BodyPublishers.ofString("{\"running\":true}"))
                                        .header("Content-Type", "application/json")
                                        .header("Authorization", ALICE))
                                .statusCode())
                .isEqualTo(200);

        assertThat(log.getOut().lines().filter(line -> line.contains("Wrong login")))
                .hasSize(2)
                .anyMatch(line -> line.contains("alice from 127.0.0.1"));
        assertThat(log)
                .containsPattern("audit .*PUT /consumer from 127.0.0.1 \\(user alice, ")
                .doesNotContain("Wr0ng", "Passw0rd", "Schl", "only-looks", "another-password")
                .doesNotContain(ALICE.substring("Basic ".length()));
    }

    @Test
    void theDocumentNamesTheLogin() throws Exception {
        assertThat(get("/v3/api-docs", ALICE).body())
                .contains("\"scheme\":\"basic\"", "login-required", "too-many-attempts");
        assertThat(get("/v3/api-docs", ALICE).body().split("login-required", -1))
                .as("at every operation")
                .hasSizeGreaterThan(5);
    }

    private static String basic(String user, String password) {
        return base64(user + ":" + password);
    }

    private static String base64(String login) {
        return "Basic "
                + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpRequest.Builder publish() {
        return request("/messages")
                .POST(BodyPublishers.ofString("hello"))
                .header("Content-Type", "text/plain");
    }

    private static HttpResponse<String> get(String path, @Nullable String login)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        return send(login == null ? request : request.header("Authorization", login));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + portOf(service) + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends this path exactly as it is, and returns the whole answer. */
    private static String raw(String method, String path) throws IOException {
        try (Socket caller =
                new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(portOf(service)))) {
            String request =
                    "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                            .formatted(method, path);
            caller.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String portOf(ConfigurableApplicationContext context) {
        return String.valueOf(context.getEnvironment().getProperty("local.server.port"));
    }
}
