package dev.rabbitpatterns.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.messaging.SubscriberView;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** What is refused, and what is never passed on. */
@RealBrokerTest
@TestPropertySource(properties = "messaging.subscribers.allowed=2")
class PubSubBadInputIT {

    @LocalServerPort private int port;
    private RestTestClient rest;
    private final TutorialProgram tutorial = new TutorialProgram();

    @BeforeEach
    void connect() {
        rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    @AfterEach
    void disconnect() {
        tutorial.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"text":" "}                                  | #/text
                    {}                                            | #/text
                    {"text":"a","severity":"info"}                | #/severity
                    {"text":"a","CC":["other"]}                   | #/CC
                    {"text":"a","BCC":["other"]}                  | #/BCC
                    {"text":"a","reply-to":"queue"}               | #/reply-to
                    {"text":"a","user-id":"admin"}                | #/user-id
                    {"text":"a","__TypeId__":"java.lang.Runtime"} | #/__TypeId__
                    {"text":                                      | #
                    """)
    void aLogThatIsNotOneIsRefusedWithAPointer(String body, String pointer) {
        rest.post()
                .uri("/logs")
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:invalid-request")
                .jsonPath("$.errors[0].pointer")
                .isEqualTo(pointer);
    }

    @Test
    void aSubscriberThatAsksForWhatAFanoutDoesNotHaveIsRefused() {
        rest.post()
                .uri("/subscribers")
                .body(Map.of("severities", List.of("error")))
                .exchange()
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void nothingOfARequestsHeadersIsPassedOn() {
        List<Delivery> received =
                tutorial.declareExchange("logs", "fanout").listen("logs", "", Map.of());

        rest.post()
                .uri("/logs")
                .header("CC", "hello")
                .header("BCC", "hello")
                .header("Reply-To", "hello")
                .header("User-Id", "admin")
                .header("__TypeId__", "java.lang.Runtime")
                .body(Map.of("text", "plain"))
                .exchange()
                .expectStatus()
                .isAccepted();

        await().until(() -> received.size() == 1);
        AMQP.BasicProperties properties = received.getFirst().getProperties();
        assertThat(properties.getReplyTo()).isNull();
        assertThat(properties.getUserId()).isNull();
        assertThat(properties.getHeaders().keySet())
                .doesNotContain("CC", "BCC", "Reply-To", "User-Id", "__TypeId__");
    }

    @Test
    void whoNobodyKnowsIsNotFound() {
        for (String path : List.of("/subscribers/nobody", "/subscribers/nobody/messages")) {
            rest.get()
                    .uri(path)
                    .exchange()
                    .expectStatus()
                    .isNotFound()
                    .expectBody()
                    .jsonPath("$.type")
                    .isEqualTo("urn:problem-type:unknown-subscriber");
        }
        rest.delete().uri("/subscribers/nobody").exchange().expectStatus().isNotFound();
    }

    @Test
    void oneSubscriberTooManyIsToldSo() {
        String first = subscribe();
        String second = subscribe();

        for (RestTestClient.RequestHeadersSpec<?> request :
                List.of(rest.post().uri("/subscribers"), rest.get().uri("/logs/stream"))) {
            request.exchange()
                    .expectStatus()
                    .isEqualTo(429)
                    .expectBody()
                    .jsonPath("$.type")
                    .isEqualTo("urn:problem-type:too-many-subscribers");
        }
        rest.delete().uri(first).exchange().expectStatus().isNoContent();
        assertThat(subscribe()).isNotEqualTo(first).isNotEqualTo(second);
    }

    private String subscribe() {
        SubscriberView subscriber =
                rest.post()
                        .uri("/subscribers")
                        .exchange()
                        .expectStatus()
                        .isCreated()
                        .returnResult(SubscriberView.class)
                        .getResponseBody();
        return "/subscribers/" + Objects.requireNonNull(subscriber).id();
    }
}
