package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Hostile and broken clients: the services reject what they send, and keep serving others. */
@SuiteTest
@Tag("abuse")
class AbuseIT {

    private static final int FUZZED_REQUESTS = 10_000;
    private static final String INTERNALS =
            "Exception|\\bat [a-z]+\\.[a-z]|org\\.springframework|java\\.[a-z]+\\.|jakarta\\.|tools\\.jackson|dev\\.rabbitpatterns|Apache Tomcat";

    private final Suite suite;

    AbuseIT(Suite suite) {
        this.suite = suite;
    }

    static Stream<String> services() {
        return Suite.PATTERNS.stream().map(Suite::url);
    }

    @AfterEach
    void removeSubscribersAndCheckThatMessagesFlow() throws IOException {
        for (Conversation pattern : Conversation.all().toList()) {
            trim(Suite.url(pattern.label() + "-service") + "/subscribers", 0);
        }
        trim(Suite.url("work-queue-service") + "/workers", 2);
        Suite.awaitReady();
        for (Conversation pattern : Conversation.all().toList()) {
            assertThat(pattern.serviceSends("still here").status()).isEqualTo(202);
        }
    }

    /** Removes what a list of the service has beyond so many. */
    static void trim(String list, int keep) throws IOException {
        Rest.Answer members = Rest.get(list);
        if (members.status() == 200) {
            for (JsonNode member : members.json().valueStream().skip(keep).toList()) {
                Rest.delete(list + "/" + member.get("id").asString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void randomRequestsNeverCauseAnInternalError(String service) throws Exception {
        long seed = System.nanoTime();
        Fuzz fuzz = new Fuzz(service, seed);
        int requests = FUZZED_REQUESTS / Suite.PATTERNS.size();
        for (int request = 0; request < requests; request++) {
            Rest.Answer answer = fuzz.sendRandomRequest();
            assertThat(answer.status())
                    .as("%s, seed %d: %s", service, seed, answer)
                    .isNotEqualTo(500);
            assertThat(answer.body()).as("seed %d", seed).doesNotContainPattern(INTERNALS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tasks/..%2f..%2fetc%2fpasswd",
                "/tasks/%2e%2e/%2e%2e/etc/passwd",
                "/tasks/../../../../etc/passwd",
                "/docs/..%5c..%5cwindows",
                "/tasks/%00",
                "/tasks/\u00e9",
                "/tasks/a|b<c>",
                "/actuator/..;/env",
                "/actuator/env",
                "/actuator/heapdump",
                "//tasks",
                "no slash"
            })
    void maliciousPathsAreRejected(String path) throws IOException {
        String service = Suite.url("work-queue-service");

        String answer =
                RawClients.exchange(service, "GET " + path + " HTTP/1.1", "Host: localhost");

        assertThat(answer)
                .containsPattern("^HTTP/1.1 (400|404|405|505)")
                .doesNotContainPattern(INTERNALS);
    }

    @ParameterizedTest
    @MethodSource("services")
    void requestsFromForeignPagesAreRejected(String service) throws IOException {
        List<String> foreign =
                List.of(
                        "Host: localhost\r\nOrigin: https://evil.example",
                        "Host: localhost\r\nOrigin: null",
                        "Host: localhost\r\nSec-Fetch-Site: cross-site",
                        "Host: evil.example");
        for (String path : List.of("/topology", "/events", "/v3/api-docs")) {
            for (String headers : foreign) {
                assertThat(RawClients.exchange(service, "GET " + path + " HTTP/1.1", headers))
                        .startsWith("HTTP/1.1 403")
                        .contains("urn:problem-type:foreign-");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void requestsFromItsOwnPageAndLinksToItSucceed(String service) throws IOException {
        String host = service.replace("http://", "");
        String own = "Host: " + host + "\r\nOrigin: " + service + "\r\nSec-Fetch-Site: same-origin";
        String link =
                "Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document";

        assertThat(RawClients.exchange(service, "GET /topology HTTP/1.1", own))
                .startsWith("HTTP/1.1 200");
        assertThat(RawClients.exchange(service, "GET /docs HTTP/1.1", link))
                .startsWith("HTTP/1.1 302");
        assertThat(RawClients.exchange(service, "GET /actuator/health/readiness HTTP/1.0"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void deeplyNestedJsonIsRejected() throws IOException {
        String deep = "[".repeat(100_000);
        for (Conversation pattern : Conversation.all().toList()) {
            String url = Suite.url(pattern.label() + "-service") + pattern.path();
            Rest.Answer answer =
                    Rest.send(
                            Rest.request(url)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(deep)));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.isProblem()).isTrue();
            assertThat(answer.body()).doesNotContainPattern(INTERNALS);
        }
    }

    /** Nobody could trust a log in which senders can write or colour lines. */
    @Test
    void messagesCannotForgeLogLines() throws Exception {
        String mark = UUID.randomUUID().toString();
        String forged = "\u001b[31m\r\n2026-01-01T00:00:00Z ERROR forged " + mark;
        try (Connection connection = Suite.connect("admin");
                Channel channel = connection.createChannel()) {
            AMQP.BasicProperties properties =
                    new AMQP.BasicProperties.Builder().messageId(forged).appId(forged).build();
            channel.basicPublish("", "task_queue", properties, bytes("a task " + mark));
            channel.basicPublish("", "task_queue", properties, new byte[] {(byte) 0xc3, 0x28});
            channel.basicPublish("", "hello", properties, new byte[] {(byte) 0xc3, 0x28});
        }
        Await.that(
                "the task is done",
                () ->
                        suite.log("work-queue-service").stream()
                                .anyMatch(line -> line.contains(mark)));

        for (String service : Suite.SERVICES) {
            assertThat(suite.log(service))
                    .noneMatch(line -> line.startsWith("2026-01-01T00:00:00Z"))
                    .noneMatch(line -> line.contains(mark) && line.contains("\u001b[31m"));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Unfinished request bodies must not occupy the threads that other requests need. */
    @Test
    void slowSendersDoNotDelayOthers() throws Exception {
        String service = Suite.url("hello-service");
        try (RawClients clients = new RawClients()) {
            String unfinished =
                    "POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nx";
            for (int i = 0; i < 400; i++) {
                clients.send(service, unfinished);
            }
            for (int second = 0; second < 5; second++) {
                for (Socket socket : clients.all()) {
                    socket.getOutputStream().write('x');
                }
                long start = System.nanoTime();
                assertThat(Conversation.HELLO.serviceSends("quick").status()).isEqualTo(202);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(2));
            }
        }
    }

    @Test
    void openStreamsAreLimitedAndFreeTheirMemory() throws Exception {
        String service = Suite.url("hello-service");
        double before = heapInUse(service);
        try (RawClients clients = new RawClients()) {
            for (int i = 0; i < 1000; i++) {
                clients.get(service, "/events");
            }
            int served = 0;
            for (Socket socket : clients.all()) {
                String status = RawClients.statusLine(socket);
                assertThat(status).containsPattern(" (200|503)");
                served += status.contains(" 200") ? 1 : 0;
            }
            assertThat(served).isLessThanOrEqualTo(100).isPositive();
        }
        Await.that("another stream can be opened", () -> opensAnotherStream(service));
        Awaitility.await("the heap shrinks again")
                .atMost(Suite.TIMEOUT)
                .until(() -> heapInUse(service) < before + 50_000_000);
    }

    private static boolean opensAnotherStream(String service) throws IOException {
        try (RawClients clients = new RawClients()) {
            return RawClients.statusLine(clients.get(service, "/events")).contains(" 200");
        }
    }

    /** The smallest of several samples, because garbage comes and goes. */
    private static double heapInUse(String service) throws IOException {
        double least = Double.MAX_VALUE;
        for (int sample = 0; sample < 20; sample++) {
            Rest.post(service + "/messages", Map.of("text", "x".repeat(3_000_000)));
            double used =
                    Rest.get(service + "/actuator/prometheus")
                            .body()
                            .lines()
                            .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                            .mapToDouble(line -> Double.parseDouble(line.replaceFirst(".* ", "")))
                            .sum();
            least = Math.min(least, used);
        }
        return least;
    }
}
