package dev.rabbitpatterns.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.messaging.Inbox;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.SubscriberView;
import dev.rabbitpatterns.messaging.Subscribers;
import dev.rabbitpatterns.test.LiveStreamReader;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import java.net.URLEncoder;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Who asked for attributes gets one copy of what has them, all or any. */
@RealBrokerTest
class HeadersIT {

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
    void allMeansEveryHeaderAndAnyMeansOne() {
        Map<String, Object> wanted = Map.of("format", "pdf", "pages", 3, "signed", true);
        String all = subscribe(Map.of("match", "all", "headers", wanted));
        String any = subscribe(Map.of("match", "any", "headers", wanted));
        String byDefault = subscribe(Map.of("headers", wanted));

        send("whole", Map.of("format", "pdf", "pages", 3, "signed", true, "more", "yes"));
        send("part", Map.of("format", "zip", "pages", 3));
        send("none", Map.of("format", "zip", "pages", "3", "signed", false));

        await().untilAsserted(() -> {
            assertThat(texts(all)).containsExactly("whole");
            assertThat(texts(byDefault)).containsExactly("whole");
            assertThat(texts(any)).containsExactly("part", "whole");
        });
    }

    @Test
    void theFormsThatCountHeadersOfOtherProgramsAreKnown() {
        String subscriber =
                subscribe(Map.of("match", "any-with-x", "headers", Map.of("format", "pdf")));

        send("counted", Map.of("format", "pdf"));

        await().untilAsserted(() -> assertThat(texts(subscriber)).containsExactly("counted"));
    }

    @Test
    void theMatchMayStandAmongTheHeadersAsTheBrokerHasIt() {
        String any = subscribe(Map.of("headers", Map.of("x-match", "any", "a", "1", "b", "2")));

        send("one of two", Map.of("b", "2"));

        await().untilAsserted(() -> assertThat(texts(any)).containsExactly("one of two"));
    }

    @Test
    void aSubscriberSeesTheHeaders() {
        String subscriber = subscribe(Map.of("headers", Map.of("format", "pdf")));
        send("seen", Map.of("format", "pdf", "pages", 3));

        await().until(() -> texts(subscriber).size() == 1);
        assertThat(service.inbox(subscriber).messages().getFirst().headers())
                .containsEntry("format", "pdf")
                .containsEntry("pages", 3);
    }

    @Test
    void whatNobodyAskedForIsConfirmedAndSaidToBeUnrouted() {
        post("/logs", Map.of("text", "no headers at all"))
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.routed")
                .isEqualTo(false);
    }

    @Test
    void whoWouldGetALogIsPredictedAndComesTrue() {
        String any = subscribe(Map.of("match", "any", "headers", Map.of("a", 1, "b", 2)));
        subscribe(Map.of("match", "all", "headers", Map.of("a", 1, "b", 2)));

        post("/matches", Map.of("headers", Map.of("a", 1)))
                .expectBody()
                .jsonPath("$.length()")
                .isEqualTo(1)
                .jsonPath("$[0].subscriber")
                .isEqualTo(any);

        send("as predicted", Map.of("a", 1));
        await().until(() -> service.received().size() == 1);
        assertThat(service.received().getFirst().subscriber()).isEqualTo(any);
    }

    @Test
    void aStreamGetsTheHeadersInItsAddress() {
        String headers =
                URLEncoder.encode("{\"format\":\"pdf\",\"pages\":3}", StandardCharsets.UTF_8);
        try (LiveStreamReader stream = stream("match=any&headers=" + headers)) {
            stream.await("subscribed");
            send("not for it", Map.of("format", "zip"));
            rest.post()
                    .uri(builder ->
                            builder.path("/logs")
                                    .queryParam("headers", "{json}")
                                    .build("{\"pages\":3}"))
                    .contentType(MediaType.TEXT_PLAIN)
                    .body("for it")
                    .exchange()
                    .expectStatus()
                    .isAccepted();

            assertThat(JsonPath.<String>read(stream.await("message"), "$.text"))
                    .isEqualTo("for it");
        }
    }

    @Test
    void theTutorialsProgramsAreEitherEnd() {
        String subscriber = subscribe(Map.of("headers", Map.of("h1", "Header1")));
        var properties =
                new AMQP.BasicProperties.Builder().headers(Map.of("h1", "Header1")).build();
        tutorial.declareExchange("header_test", "headers")
                .emit("header_test", "", "from it".getBytes(StandardCharsets.UTF_8), properties);
        await().untilAsserted(() -> assertThat(texts(subscriber)).containsExactly("from it"));

        List<Delivery> received =
                tutorial.listen("header_test", "", Map.of("x-match", "any", "h2", "Header2"));
        send("to it", Map.of("h2", "Header2"));
        await().untilAsserted(() ->
                assertThat(received)
                        .extracting(one -> new String(one.getBody(), StandardCharsets.UTF_8))
                        .containsExactly("to it"));
    }

    @ParameterizedTest
    @MethodSource("illegalHeaders")
    void headersThatAreNotLegalAreRefusedEverywhere(Map<String, ?> headers) {
        isRefusedAt("pointer", "#/headers", post("/subscribers", Map.of("headers", headers)));
        isRefusedAt("pointer", "#/headers", post("/logs", Map.of("text", "a", "headers", headers)));
        isRefusedAt("pointer", "#/headers", post("/matches", Map.of("headers", headers)));
        assertThat(service.views()).isEmpty();
    }

    static Stream<Map<String, ?>> illegalHeaders() {
        return Stream.of(
                Map.of("x-delay", 1000),
                Map.of("X-Death", "a"),
                Map.of("x-match", "some"),
                Map.of("CC", "hello"),
                Map.of("BCC", "hello"),
                Map.of("reply-to", "hello"),
                Map.of("user-id", "admin"),
                Map.of("__TypeId__", "java.lang.Runtime"),
                Map.of("", "no name"),
                Map.of("with space", "a"),
                Map.of("größe", "a"),
                Map.of("n".repeat(256), "a"),
                Map.of("list", List.of(1)),
                Map.of("map", Map.of("a", 1)),
                Collections.singletonMap("nothing", null),
                Map.of("huge", new java.math.BigInteger("9".repeat(30))),
                Map.of("text", "t".repeat(10_000)),
                IntStream.rangeClosed(1, 10_001)
                        .boxed()
                        .collect(java.util.stream.Collectors.toMap(n -> "h" + n, n -> n)));
    }

    @Test
    void whoNamesNoHeaderIsToldHow() {
        for (Object body : List.of(Map.of(), Map.of("headers", Map.of()))) {
            post("/subscribers", body)
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.errors[0].detail")
                    .isEqualTo(NewSubscriber.USAGE);
        }
        isRefusedAt("parameter", "headers", rest.get().uri("/logs/stream").exchange());
    }

    @Test
    void aQueryThatIsNoJsonAndAMatchThatIsNoneAreRefusedInWords() {
        rest.get()
                .uri("/logs/stream?headers=pdf")
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[0].detail")
                .isEqualTo("must be a JSON object, such as {\"format\":\"pdf\"}");
        rest.get()
                .uri("/logs/stream?match=most")
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[0].detail")
                .isEqualTo("must be one of [all, any, all-with-x, any-with-x]");
        post("/subscribers", Map.of("match", "most", "headers", Map.of("a", 1)))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[0].detail")
                .isEqualTo("must be one of [all, any, all-with-x, any-with-x]");
    }

    private void send(String text, Map<String, ?> headers) {
        post("/logs", Map.of("text", text, "headers", headers)).expectStatus().isAccepted();
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
