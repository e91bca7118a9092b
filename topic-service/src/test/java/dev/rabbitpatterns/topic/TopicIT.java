package dev.rabbitpatterns.topic;

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
import org.springframework.test.web.servlet.client.RestTestClient;

/** Who asked by pattern gets one copy of what is sent under a key that matches. */
@RealBrokerTest
class TopicIT {

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
    void eachSubscriberGetsOneCopyOfWhatItsPatternsMatch() {
        String kernel = listener("kern.*");
        String critical = listener("*.critical", "kern.*");
        String everything = listener("#");

        send("a", "kern.critical");
        send("b", "mail.critical");
        send("c", "kern.disk.full");

        await().untilAsserted(() -> {
            assertThat(texts(kernel)).containsExactly("a");
            assertThat(texts(critical)).containsExactly("b", "a");
            assertThat(texts(everything)).containsExactly("c", "b", "a");
        });
    }

    @Test
    void aHashAloneIsAFanoutAndNoWildcardIsADirectExchange() {
        String fanout = listener("#");
        String direct = listener("kern.critical");

        for (String key : List.of("kern.critical", "kern", "kern.critical.now", "a..b", ".")) {
            send(key, key);
        }

        await().untilAsserted(() -> {
            assertThat(texts(fanout)).hasSize(5);
            assertThat(texts(direct)).containsExactly("kern.critical");
        });
    }

    @Test
    void aLogWithoutAKeyIsAnonymousInfo() {
        String infos = listener("*.info");

        post("/logs", Map.of("text", "hello"))
                .expectBody()
                .jsonPath("$.routingKey")
                .isEqualTo("anonymous.info")
                .jsonPath("$.routed")
                .isEqualTo(true);

        await().untilAsserted(() -> assertThat(texts(infos)).containsExactly("hello"));
    }

    @Test
    void whoWouldGetALogIsPredictedAndComesTrue() {
        String both = listener("*.critical", "kern.*", "mail.#");
        String hash = listener("#.critical");
        listener("mail.#");

        rest.get()
                .uri("/matches?routingKey=kern.critical")
                .exchange()
                .expectBody()
                .jsonPath("$.length()")
                .isEqualTo(2)
                .jsonPath("$[0].subscriber")
                .isEqualTo(both)
                .jsonPath("$[0].bindings[*].routingKey")
                .isEqualTo(List.of("*.critical", "kern.*"))
                .jsonPath("$[1].subscriber")
                .isEqualTo(hash);

        send("as predicted", "kern.critical");
        await().until(() -> service.received().size() == 2);
        assertThat(service.received())
                .extracting(Subscribers.Received::subscriber)
                .containsExactlyInAnyOrder(both, hash);
    }

    @Test
    void aStreamGetsThePatternsInItsAddress() {
        try (LiveStreamReader stream = stream("bindingKeys=*.critical&bindingKeys=kern.%23")) {
            stream.await("subscribed");
            send("not for it", "mail.info");
            send("for it", "kern");

            assertThat(JsonPath.<String>read(stream.await("message"), "$.text"))
                    .isEqualTo("for it");
        }
    }

    @Test
    void theTutorialsProgramsAreEitherEnd() {
        String critical = listener("*.critical");
        tutorial.declareExchange("topic_logs", "topic")
                .emit("topic_logs", "kern.critical", "from it");
        await().untilAsserted(() -> assertThat(texts(critical)).containsExactly("from it"));

        List<Delivery> received = tutorial.listen("topic_logs", "mail.#", Map.of());
        send("to it", "mail.in.error");
        await().untilAsserted(() ->
                assertThat(received)
                        .extracting(one -> new String(one.getBody(), StandardCharsets.UTF_8))
                        .containsExactly("to it"));
    }

    @ParameterizedTest
    @MethodSource
    void aSubscriptionThatIsNotOneIsRefused(Object body) {
        isRefusedAt("pointer", "#/bindingKeys", post("/subscribers", body));
        assertThat(service.views()).isEmpty();
    }

    static Stream<Object> aSubscriptionThatIsNotOneIsRefused() {
        return Stream.of(
                Map.of(),
                Map.of("bindingKeys", List.of()),
                Map.of("bindingKeys", List.of("")),
                Map.of("bindingKeys", Collections.singletonList(null)),
                Map.of("bindingKeys", List.of("k".repeat(256))),
                Map.of("bindingKeys", List.of("kern. critical")),
                Map.of("bindingKeys", List.of("größe.*")),
                Map.of("bindingKeys", List.of("#", "kern.*", "#")),
                Map.of(
                        "bindingKeys",
                        IntStream.rangeClosed(1, 10_001).mapToObj(n -> "k." + n).toList()));
    }

    @Test
    void aPatternThatTheBrokerRefusesIsRefusedInItsWords() {
        RestTestClient.ResponseSpec answer =
                post("/subscribers", Map.of("bindingKeys", List.of("#.a.#.b.#")));

        // RabbitMQ 4.3 has a limit of two hashes, older ones have none.
        if (service.views().isEmpty()) {
            answer.expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.errors[0].detail")
                    .value(String.class, detail -> assertThat(detail).contains("wildcards"));
        } else {
            answer.expectStatus().isCreated();
        }
    }

    @Test
    void whoNamesNoPatternIsToldHow() {
        rest.get()
                .uri("/logs/stream")
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[0].detail")
                .isEqualTo(NewSubscriber.USAGE);
    }

    @ParameterizedTest
    @CsvSource({"''", "kern. critical", "größe.a", "'a\nb'"})
    void aKeyThatIsNoneIsRefused(String key) {
        isRefusedAt(
                "pointer", "#/routingKey", post("/logs", Map.of("text", "a", "routingKey", key)));
        isRefusedAt(
                "parameter",
                "routingKey",
                rest.get()
                        .uri(builder ->
                                builder.path("/matches")
                                        .queryParam("routingKey", "{key}")
                                        .build(key))
                        .exchange());
    }

    @Test
    void aKeyOf255BytesArrivesAndOneMoreIsRefused() {
        String longest = "k.".repeat(127) + "k";
        String subscriber = listener("k.#");

        send("far", longest);

        await().untilAsserted(() -> assertThat(texts(subscriber)).containsExactly("far"));
        isRefusedAt(
                "pointer",
                "#/routingKey",
                post("/logs", Map.of("text", "too far", "routingKey", longest + "k")));
    }

    private String listener(String... bindingKeys) {
        return subscribe(Map.of("bindingKeys", List.of(bindingKeys)));
    }

    private void send(String text, String routingKey) {
        post("/logs", Map.of("text", text, "routingKey", routingKey)).expectStatus().isAccepted();
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
