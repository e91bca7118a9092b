package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Drives every service to all its limits at once, in a heap of 256 MB. Afterwards it has to be the
 * same process, because a JVM exits when its heap is full.
 */
@SuiteTest
@Tag("abuse")
class MemoryIT {

    private static final int LARGEST_MESSAGE = 1024 * 1024;
    private static final AMQP.BasicProperties NO_PROPERTIES = new AMQP.BasicProperties();

    private final Suite suite;
    private final RawClients clients = new RawClients();
    private Map<String, String> processes = Map.of();

    MemoryIT(Suite suite) {
        this.suite = suite;
    }

    @BeforeEach
    void rememberProcesses() {
        Suite.awaitReady();
        processes = processes();
    }

    @AfterEach
    void checkThatNoProcessWasReplaced() throws IOException {
        clients.close();
        Suite.awaitReady();
        assertThat(processes()).isEqualTo(processes);
        for (String service : Suite.SERVICES) {
            assertThat(suite.log(service)).noneMatch(line -> line.contains("OutOfMemoryError"));
        }
        for (Conversation pattern : Conversation.all().toList()) {
            assertThat(pattern.serviceSends("still here").status()).isEqualTo(202);
        }
    }

    @Test
    void twoHundredSubscribersReceiveTheLargestMessages() throws Exception {
        deliverLargestMessagesToSubscribers("pubsub-service", "logs", "", "{}");
    }

    @Nightly
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    routing-service | direct_logs | info | {"severities":["info"]}
                    topic-service   | topic_logs  | a.b  | {"bindingKeys":["#"]}
                    headers-service | header_test | ''   | {"match":"all","headers":{"a":"1"}}
                    """)
    void selectiveSubscribersReceiveTheLargestMessages(
            String service, String exchange, String key, String rules) throws Exception {
        deliverLargestMessagesToSubscribers(service, exchange, key, rules);
    }

    private void deliverLargestMessagesToSubscribers(
            String service, String exchange, String key, String rules) throws Exception {
        String url = Suite.url(service);
        openStuckClients(url, "/logs");
        for (int subscriber = 0; subscriber < 100; subscriber++) {
            assertThat(
                            Rest.send(
                                            Rest.request(url + "/subscribers")
                                                    .header("Content-Type", "application/json")
                                                    .POST(BodyPublishers.ofString(rules)))
                                    .status())
                    .isEqualTo(201);
        }
        for (int stream = 0; stream < 100; stream++) {
            clients.get(url, "/logs/stream" + query(service));
        }
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().headers(Map.of("a", "1")).build();
        Await.that(
                "all subscribers are listed",
                () -> Rest.get(url + "/subscribers").json().size() == 200);

        send(exchange, key, properties, 10);

        Await.that(
                "the kept subscribers have received every message",
                () ->
                        Rest.get(url + "/subscribers")
                                .json()
                                .valueStream()
                                .filter(one -> one.get("kind").asString().equals("kept"))
                                .allMatch(one -> one.get("received").asInt() == 10));
        assertThat(Rest.get(url + "/logs").status()).isEqualTo(200);
        for (JsonNode one : Rest.get(url + "/subscribers").json().valueStream().toList()) {
            Rest.delete(url + "/subscribers/" + one.get("id").asString());
        }
    }

    private static String query(String service) {
        return switch (service) {
            case "routing-service" -> "?severities=info";
            case "topic-service" -> "?bindingKeys=%23";
            case "headers-service" -> "?match=all&headers=%7B%22a%22%3A%221%22%7D";
            default -> "";
        };
    }

    @Test
    void theLargestTasksAndDeadLettersFitIntoMemory() throws Exception {
        String url = Suite.url("work-queue-service");
        openStuckClients(url, "/tasks");
        for (int worker = 2; worker < 20; worker++) {
            Rest.post(url + "/workers", Map.of());
        }
        List<Map<String, String>> batch = Collections.nCopies(100, Map.of("text", "兔".repeat(500)));
        for (int batches = 0; batches < 100; batches++) {
            assertThat(Rest.post(url + "/tasks", batch).status()).isIn(202, 503);
        }
        send("", "task_queue.dead", NO_PROPERTIES, 100);
        send("", "task_queue", NO_PROPERTIES, 100);

        assertThat(Rest.get(url + "/tasks/dead").json().size()).isEqualTo(100);
        Await.that("all tasks are done", () -> depth(url, "task_queue") == 0);
        clients.close();
        trim(url + "/workers", 2);
        purge("task_queue.dead");
    }

    @Test
    void theLargestMessagesAndRequestsFitIntoMemory() throws Exception {
        String hello = Suite.url("hello-service");
        String rpc = Suite.url("rpc-service");
        openStuckClients(hello, "/messages");
        for (int caller = 0; caller < 300; caller++) {
            clients.get(rpc, "/fibonacci/100000");
        }
        send("", "hello", NO_PROPERTIES, 120);
        send("", "rpc_queue", NO_PROPERTIES, 60);
        send(
                "",
                "rpc_queue",
                new AMQP.BasicProperties.Builder().replyTo("amq.rabbitmq.reply-to.x").build(),
                60);

        Await.that("all messages are received", () -> depth(hello, "hello") == 0);
        Await.that("all requests are answered", () -> depth(rpc, "rpc_queue") == 0);
        assertThat(Rest.get(hello + "/messages").status()).isEqualTo(200);
        purge("hello.dead");
        purge("rpc_queue.dead");
    }

    @Test
    void unfinishedRequestsFitIntoTheConsolesMemory() throws IOException {
        openStuckClients(Suite.url("web-console"), "/api/hello-service/messages");

        assertThat(Rest.get(Suite.url("web-console") + "/services").status()).isEqualTo(200);
    }

    /** Opens streams that nobody reads, and sends requests that never end. */
    private void openStuckClients(String url, String path) throws IOException {
        if (!path.startsWith("/api")) {
            for (int reader = 0; reader < 100; reader++) {
                clients.get(url, "/events");
            }
        }
        String head =
                "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\n"
                        .formatted(path);
        for (int sender = 0; sender < 200; sender++) {
            try {
                clients.send(url, head + "x".repeat(900_000));
            } catch (IOException refused) {
                // The service may answer before it has received the whole request.
            }
        }
    }

    private void send(String exchange, String key, AMQP.BasicProperties properties, int messages)
            throws Exception {
        byte[] body = new byte[LARGEST_MESSAGE];
        Arrays.fill(body, (byte) 'x');
        try (Connection connection = Suite.connect("admin");
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            for (int message = 0; message < messages; message++) {
                channel.basicPublish(exchange, key, properties, body);
            }
            channel.waitForConfirms(Suite.TIMEOUT.toMillis());
        }
    }

    private static void purge(String queue) throws Exception {
        try (Connection connection = Suite.connect("admin");
                Channel channel = connection.createChannel()) {
            channel.queuePurge(queue);
        }
    }

    private static int depth(String url, String queue) throws IOException {
        return Rest.get(url + "/topology")
                .json()
                .get("queues")
                .valueStream()
                .filter(one -> one.get("name").asString().equals(queue))
                .mapToInt(one -> one.get("ready").asInt())
                .sum();
    }

    private static void trim(String list, int keep) throws IOException {
        for (JsonNode member : Rest.get(list).json().valueStream().skip(keep).toList()) {
            Rest.delete(list + "/" + member.get("id").asString());
        }
    }

    /** The start time of each process, which tells it from its successor. */
    private static Map<String, String> processes() {
        return Suite.SERVICES.stream()
                .collect(Collectors.toMap(service -> service, MemoryIT::startTimeOf));
    }

    private static String startTimeOf(String service) {
        try {
            return Rest.get(Suite.url(service) + "/actuator/prometheus")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("process_start_time_seconds"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
