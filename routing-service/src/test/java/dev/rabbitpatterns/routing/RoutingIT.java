package dev.rabbitpatterns.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.messaging.Inbox;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.SubscriberView;
import dev.rabbitpatterns.messaging.Subscribers;
import dev.rabbitpatterns.test.LiveStreamReader;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Who asked for a severity gets one copy of what is sent under it. */
@RealBrokerTest
class RoutingIT {

    @Autowired private Subscribers service;

    @LocalServerPort private int port;
    private RestTestClient rest;
    private final TutorialProgram tutorial = new TutorialProgram();

    @BeforeEach
    void connect() {
        rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    @AfterEach
    void leave() {
        service.views().forEach(one -> service.remove(one.id()));
        tutorial.close();
    }

    @Test
    void eachSubscriberGetsOneCopyOfTheSeveritiesThatItAskedFor() {
        String errors = subscribe(Map.of("severities", List.of("error")));
        String all = subscribe(Map.of("severities", List.of("info", "warning", "error")));

        send("disk full", "error");
        send("disk half full", "warning");

        await().untilAsserted(() -> {
            assertThat(texts(errors)).containsExactly("disk full");
            assertThat(texts(all)).containsExactly("disk half full", "disk full");
        });
    }

    @Test
    void aLogWithoutASeverityIsInfo() {
        String infos = subscribe(Map.of("severities", List.of("info")));

        post("/logs", Map.of("text", "started"))
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.routingKey")
                .isEqualTo("info");
        rest.post()
                .uri("/logs?severity=info")
                .contentType(MediaType.TEXT_PLAIN)
                .body("as text")
                .exchange()
                .expectStatus()
                .isAccepted();

        await().untilAsserted(() -> assertThat(texts(infos)).containsExactly("as text", "started"));
    }

    @Test
    void whatNobodyAskedForIsConfirmedAndSaidToBeUnrouted() {
        subscribe(Map.of("severities", List.of("error")));

        post("/logs", Map.of("text", "nobody cares", "severity", "debug"))
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.routed")
                .isEqualTo(false);
    }

    @Test
    void aStreamGetsTheSeveritiesInItsAddress() {
        try (LiveStreamReader stream = stream("severities=warning,error")) {
            stream.await("subscribed");
            send("not for it", "info");
            send("for it", "error");

            assertThat(JsonPath.<String>read(stream.await("message"), "$.text"))
                    .isEqualTo("for it");
        }
    }

    @Test
    void theTutorialsProgramsAreEitherEnd() {
        String errors = subscribe(Map.of("severities", List.of("error")));
        tutorial.declareExchange("direct_logs", "direct").emit("direct_logs", "error", "from it");
        await().untilAsserted(() -> assertThat(texts(errors)).containsExactly("from it"));

        List<Delivery> received = tutorial.listen("direct_logs", "warning", Map.of());
        send("to it", "warning");
        await().untilAsserted(() ->
                assertThat(received)
                        .extracting(one -> new String(one.getBody(), StandardCharsets.UTF_8))
                        .containsExactly("to it"));
    }

    @ParameterizedTest
    @MethodSource
    void aSubscriptionThatIsNotOneIsRefused(Object body) {
        isRefusedAt("pointer", "#/severities", post("/subscribers", body));
        assertThat(service.views()).isEmpty();
    }

    static Stream<Object> aSubscriptionThatIsNotOneIsRefused() {
        return Stream.of(
                Map.of(),
                Map.of("severities", List.of()),
                Map.of("severities", List.of("")),
                Map.of("severities", Collections.singletonList(null)),
                Map.of("severities", List.of("e".repeat(256))),
                Map.of("severities", List.of("very bad")),
                Map.of("severities", List.of("größer")),
                Map.of("severities", List.of("error", "info", "error")),
                Map.of(
                        "severities",
                        IntStream.rangeClosed(1, 10_001).mapToObj(n -> "s" + n).toList()),
                Map.of("severities", "a text"));
    }

    @Test
    void whoNamesNoSeverityIsToldHow() {
        rest.get()
                .uri("/logs/stream")
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[0].parameter")
                .isEqualTo("severities")
                .jsonPath("$.errors[0].detail")
                .isEqualTo(NewSubscriber.USAGE);
    }

    @ParameterizedTest
    @CsvSource({"''", "very bad", "größer", "'a\nb'"})
    void aSeverityThatIsNoKeyIsRefused(String severity) {
        isRefusedAt(
                "pointer",
                "#/severity",
                post("/logs", Map.of("text", "a log", "severity", severity)));
    }

    @Test
    void theLongestLegalKeyArrives() {
        String longest = "e".repeat(255);
        String subscriber = subscribe(Map.of("severities", List.of(longest)));

        send("far", longest);

        await().untilAsserted(() -> assertThat(texts(subscriber)).containsExactly("far"));
        isRefusedAt(
                "pointer",
                "#/severity",
                post("/logs", Map.of("text", "too far", "severity", longest + "e")));
    }

    private void send(String text, String severity) {
        post("/logs", Map.of("text", text, "severity", severity)).expectStatus().isAccepted();
    }

    private LiveStreamReader stream(String query) {
        return LiveStreamReader.open("http://localhost:" + port + "/logs/stream?" + query);
    }

    private RestTestClient.ResponseSpec post(String path, Object body) {
        return rest.post().uri(path).body(body).exchange();
    }

    private String subscribe(Object body) {
        SubscriberView subscriber =
                post("/subscribers", body)
                        .expectStatus()
                        .isCreated()
                        .returnResult(SubscriberView.class)
                        .getResponseBody();
        return Objects.requireNonNull(subscriber).id();
    }

    private List<String> texts(String subscriber) {
        Inbox.Contents contents =
                rest.get()
                        .uri("/subscribers/{id}/messages", subscriber)
                        .exchange()
                        .returnResult(Inbox.Contents.class)
                        .getResponseBody();
        return Objects.requireNonNull(contents).messages().stream()
                .map(ReceivedMessage::text)
                .toList();
    }

    private static void isRefusedAt(String kind, String place, RestTestClient.ResponseSpec answer) {
        answer.expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:invalid-request")
                .jsonPath("$.errors[0]." + kind)
                .isEqualTo(place);
    }
}
