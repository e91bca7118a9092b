package dev.rabbitpatterns.test;

import static dev.rabbitpatterns.test.ExchangeServiceClient.isRefusedAt;
import static dev.rabbitpatterns.test.ExchangeServiceClient.isRefusedFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.test.ExchangeServiceClient.Subscriber;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.StatusAssertions;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every service whose exchange copies logs to subscribers promises, and what it refuses.
 *
 * <p>A subclass supplies a subscription, a log that matches it and logs that do not, and tests what
 * only its own pattern does.
 */
@RealBrokerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ExchangeServiceContract {

    private static final JsonMapper JSON = new JsonMapper();

    private final String exchange;
    private final String type;
    @LocalServerPort private int port;
    private TutorialProgram tutorial;

    /** Calls the service under test. */
    protected ExchangeServiceClient service;

    /**
     * What a subscription matches, or the attributes of a log besides its text.
     *
     * @param json as members of a JSON object
     * @param query as query parameters
     */
    public record Criteria(Map<String, ?> json, String query) {}

    /**
     * A request body that is refused.
     *
     * @param pointer where the answer points
     * @param body JSON as a string, or an object to serialize
     */
    public record Refused(String pointer, Object body) {}

    /**
     * A stream that is refused.
     *
     * @param query its query
     * @param parameter which parameter the answer names
     * @param detail what the answer says
     */
    public record RefusedStream(String query, String parameter, String detail) {}

    /** Tests a service with the exchange that the tutorials declare by this name and type. */
    protected ExchangeServiceContract(String exchange, String type) {
        this.exchange = exchange;
        this.type = type;
    }

    /** The subscription that all subscribers of these tests have. */
    protected abstract Criteria subscription();

    /** The attributes of a log that matches it. */
    protected abstract Criteria matching();

    /** The attributes of logs that do not; with a fanout exchange there are none. */
    protected List<Map<String, ?>> notMatching() {
        return List.of();
    }

    /** Sends a text that matches it, as the tutorial's program does. */
    protected abstract void emit(TutorialProgram tutorial, String text);

    /** Listens for the matching log, as the tutorial's program does. */
    protected abstract List<Delivery> listen(TutorialProgram tutorial);

    /** The logs that this service refuses, besides those that every service refuses. */
    protected abstract Stream<Refused> refusedLogs();

    /** The subscriptions that it refuses. */
    protected abstract Stream<Refused> refusedSubscriptions();

    /** The streams that it refuses; with a fanout exchange there are none. */
    protected List<RefusedStream> refusedStreams() {
        return List.of();
    }

    protected static Stream<Refused> refused(String pointer, Object... bodies) {
        return Arrays.stream(bodies).map(body -> new Refused(pointer, body));
    }

    @BeforeEach
    void connect() {
        service = new ExchangeServiceClient("http://localhost:" + port);
        tutorial = new TutorialProgram().declareExchange(exchange, type);
    }

    @AfterEach
    void disconnect() {
        service.removeAll();
        tutorial.close();
    }

    @Test
    void everyMatchingSubscriberGetsOneCopy() {
        Subscriber one = subscribe();
        Subscriber other = subscribe();
        List<Delivery> elsewhere = listen(tutorial);
        try (LiveStreamReader stream = stream()) {
            for (Map<String, ?> attributes : notMatching()) {
                service.send("not for them", attributes).jsonPath("$.routed").isEqualTo(false);
            }

            service.send("for them", matching().json())
                    .jsonPath("$.exchange")
                    .isEqualTo(exchange)
                    .jsonPath("$.routed")
                    .isEqualTo(true);

            await().untilAsserted(() -> {
                assertThat(service.texts(one)).containsExactly("for them");
                assertThat(service.texts(other)).containsExactly("for them");
                assertThat(texts(stream)).containsExactly("for them");
                assertThat(elsewhere)
                        .extracting(copy -> new String(copy.getBody(), StandardCharsets.UTF_8))
                        .containsExactly("for them");
            });
        }
    }

    @Test
    void aTutorialProgramReachesSubscribersAndStreams() {
        Subscriber one = subscribe();
        try (LiveStreamReader stream = stream()) {
            emit(tutorial, "info: Hello World!");

            await().untilAsserted(() -> {
                assertThat(service.texts(one)).containsExactly("info: Hello World!");
                assertThat(texts(stream)).containsExactly("info: Hello World!");
            });
        }
    }

    @Test
    void aLogWithoutSubscribersIsConfirmedAndReportedAsUnrouted() {
        service.send("into the void", matching().json()).jsonPath("$.routed").isEqualTo(false);
    }

    @Test
    void aLogSentTwiceWithTheSameKeyIsReceivedOnce() {
        Subscriber one = subscribe();

        String asText = "/logs?" + matching().query();
        sendWithTheSameKey("/logs", MediaType.APPLICATION_JSON, log("once")).isAccepted();
        sendWithTheSameKey(asText, MediaType.TEXT_PLAIN, "once").isAccepted();
        sendWithTheSameKey(asText, MediaType.TEXT_PLAIN, "another").isEqualTo(422);

        await().until(() -> service.now(one).duplicates() == 1);
        assertThat(service.texts(one)).containsExactly("once");
    }

    @Test
    void aBatchIsPublishedInOrderAndHasAReceiptForEachLog() {
        Subscriber one = subscribe();

        service.post("/logs", List.of(log("first"), log("second"), log("third")))
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.length()")
                .isEqualTo(3)
                .jsonPath("$[2].routed")
                .isEqualTo(true);

        await().untilAsserted(() ->
                assertThat(service.texts(one)).containsExactly("third", "second", "first"));
    }

    @Test
    void eachLineIsPublishedInOrderAndHasItsOwnOutcome() {
        Subscriber one = subscribe();

        String answers = postLines(log("first"), Map.of("text", " "), log("third"));

        assertThat(answers.lines()).hasSize(3);
        assertThat(answers.lines().skip(1).findFirst().orElseThrow())
                .contains("\"pointer\":\"#/text\"", "\"line\":2");
        await().untilAsserted(
                        () -> assertThat(service.texts(one)).containsExactly("third", "first"));
    }

    @ParameterizedTest
    @MethodSource("refusedLogs")
    void rejectsAnInvalidLineWithAPointer(Refused log) {
        assertThat(postLines(log.body())).contains("\"pointer\":\"" + log.pointer() + "\"");
    }

    private String postLines(Object... logs) {
        StringBuilder lines = new StringBuilder();
        for (Object log : logs) {
            lines.append(log instanceof String json ? json : JSON.writeValueAsString(log))
                    .append('\n');
        }
        return Objects.requireNonNull(
                service.rest()
                        .post()
                        .uri("/logs")
                        .contentType(MediaType.APPLICATION_NDJSON)
                        .body(lines.toString().getBytes(StandardCharsets.UTF_8))
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .returnResult(String.class)
                        .getResponseBody());
    }

    @Test
    void requestHeadersAreNotPassedOn() {
        List<Delivery> received = listen(tutorial);

        service.rest()
                .post()
                .uri("/logs")
                .header("CC", "hello")
                .header("BCC", "hello")
                .header("Reply-To", "hello")
                .header("User-Id", "admin")
                .header("__TypeId__", "java.lang.Runtime")
                .body(log("plain"))
                .exchange()
                .expectStatus()
                .isAccepted();

        await().until(() -> received.size() == 1);
        AMQP.BasicProperties properties = received.getFirst().getProperties();
        assertThat(properties.getReplyTo()).isNull();
        assertThat(properties.getUserId()).isNull();
        assertThat(properties.getHeaders())
                .doesNotContainKeys("CC", "BCC", "Reply-To", "User-Id", "__TypeId__");
    }

    @ParameterizedTest
    @MethodSource({"refusedEverywhere", "refusedLogs"})
    void rejectsAnInvalidLogWithAPointer(Refused log) {
        isRefusedAt(log.pointer(), service.post("/logs", log.body()));
    }

    static Stream<Refused> refusedEverywhere() {
        return Stream.concat(
                Stream.of(
                        new Refused("#/text", Map.of("text", " ")),
                        new Refused("#/text", Map.of()),
                        new Refused("#", "{\"text\":"),
                        new Refused("#", List.of()),
                        new Refused("#/1/text", List.of(Map.of("text", "a"), Map.of()))),
                Stream.of("CC", "BCC", "reply-to", "user-id", "__TypeId__")
                        .map(name -> new Refused("#/" + name, Map.of("text", "a", name, "other"))));
    }

    @ParameterizedTest
    @MethodSource("refusedSubscriptions")
    void rejectsAnInvalidSubscriptionWithAPointer(Refused subscription) {
        isRefusedAt(subscription.pointer(), service.post("/subscribers", subscription.body()));
        assertThat(service.subscribers()).isEmpty();
    }

    @Test
    void rejectsAnInvalidStreamQueryWithAnExplanation() {
        for (RefusedStream stream : refusedStreams()) {
            isRefusedFor(stream.parameter(), service.get("/logs/stream?" + stream.query()))
                    .jsonPath("$.errors[0].detail")
                    .isEqualTo(stream.detail());
        }
        assertThat(service.subscribers()).isEmpty();
    }

    /** Spring maps HEAD to the GET handler, whose subscriber nobody would ever read or remove. */
    @Test
    void aStreamAnswersOnlyGet() {
        service.rest()
                .head()
                .uri(
                        URI.create(
                                "http://localhost:"
                                        + port
                                        + "/logs/stream?"
                                        + subscription().query()))
                .exchange()
                .expectStatus()
                .isEqualTo(405);

        assertThat(service.subscribers()).isEmpty();
    }

    @Test
    void documentsEveryOperationWithExamplesAndProblems() {
        ApiDocument.check(service.rest());
    }

    private Subscriber subscribe() {
        return service.subscribe(subscription().json());
    }

    private LiveStreamReader stream() {
        LiveStreamReader stream = service.stream(subscription().query());
        stream.await("subscribed");
        return stream;
    }

    private Map<String, Object> log(String text) {
        return ExchangeServiceClient.log(text, matching().json());
    }

    private StatusAssertions sendWithTheSameKey(String address, MediaType type, Object body) {
        return service.rest()
                .post()
                .uri(URI.create("http://localhost:" + port + address))
                .header("Idempotency-Key", "once-4711")
                .contentType(type)
                .body(body)
                .exchange()
                .expectStatus();
    }

    private static List<String> texts(LiveStreamReader stream) {
        return stream.data("message").stream()
                .map(message -> JsonPath.<String>read(message, "$.text"))
                .toList();
    }
}
