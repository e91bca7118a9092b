package dev.rabbitpatterns.headers;

import static dev.rabbitpatterns.test.ExchangeServiceClient.isRefusedAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import dev.rabbitpatterns.messaging.subscribe.BindingRule;
import dev.rabbitpatterns.messaging.subscribe.Subscribers;
import dev.rabbitpatterns.test.ExchangeServiceClient.Subscriber;
import dev.rabbitpatterns.test.ExchangeServiceContract;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.TutorialProgram;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Each subscriber gets one copy of every log with all, or any, of the headers it asked for. */
class HeadersIT extends ExchangeServiceContract {

    private static final String USAGE =
            "must name at least one header, such as {\"format\":\"pdf\"}";

    private static final String UNKNOWN_MATCH = "must be one of [all, any, all-with-x, any-with-x]";

    HeadersIT() {
        super("header_test", "headers");
    }

    @Override
    protected Criteria subscription() {
        return new Criteria(
                Map.of("match", "any", "headers", Map.of("format", "pdf", "pages", 3)),
                "match=any&headers=" + encode("{\"format\":\"pdf\",\"pages\":3}"));
    }

    @Override
    protected Criteria matching() {
        return new Criteria(headers(Map.of("pages", 3)), "headers=" + encode("{\"pages\":3}"));
    }

    @Override
    protected List<Map<String, ?>> notMatching() {
        return List.of(headers(Map.of("format", "zip")), headers(Map.of("pages", "3")), Map.of());
    }

    @Override
    protected void emit(TutorialProgram tutorial, String text) {
        var properties =
                new AMQP.BasicProperties.Builder().headers(Map.of("format", "pdf")).build();
        tutorial.emit("header_test", "", text.getBytes(StandardCharsets.UTF_8), properties);
    }

    @Override
    protected List<Delivery> listen(TutorialProgram tutorial) {
        return tutorial.listen("header_test", "", Map.of("x-match", "any", "pages", 3, "a", "b"));
    }

    @Override
    protected Stream<Refused> refusedLogs() {
        return illegalHeaders()
                .map(headers -> new Refused("#/headers", Map.of("text", "a", "headers", headers)));
    }

    @Override
    protected Stream<Refused> refusedSubscriptions() {
        return illegalHeaders().map(headers -> new Refused("#/headers", headers(headers)));
    }

    @Override
    protected List<RefusedStream> refusedStreams() {
        return List.of(
                new RefusedStream("", "headers", USAGE),
                new RefusedStream(
                        "headers=pdf",
                        "headers",
                        "must be a JSON object, such as {\"format\":\"pdf\"}"),
                new RefusedStream("match=most", "match", UNKNOWN_MATCH));
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
                Map.of("huge", new BigInteger("9".repeat(30))),
                Map.of("text", "t".repeat(10_000)),
                IntStream.range(0, 10_001).boxed().collect(Collectors.toMap(n -> "h" + n, n -> n)));
    }

    @ParameterizedTest
    @MethodSource("illegalHeaders")
    void rejectsAPredictionForIllegalHeaders(Map<String, ?> headers) {
        isRefusedAt("#/headers", service.post("/matches", headers(headers)));
    }

    @Test
    void aBindingThatTheBrokerRejectsLeavesNoQueueBehind(@Autowired Subscribers subscribers) {
        List<BindingRule> oneIsRefused =
                List.of(BindingRule.key(""), BindingRule.headers(Map.of("x-match", "nonsense")));

        assertThatThrownBy(() -> subscribers.keep(oneIsRefused))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the broker refuses it");

        await().untilAsserted(() ->
                assertThat(RealBroker.get().ctl("list_queues", "--quiet", "name"))
                        .doesNotContain("amq.gen"));
    }

    @Test
    void rejectsASubscriptionWithoutHeadersAndShowsAnExample() {
        for (Object body : List.of(Map.of(), headers(Map.of()))) {
            isRefusedAt("#/headers", service.post("/subscribers", body))
                    .jsonPath("$.errors[0].detail")
                    .isEqualTo(USAGE);
        }
    }

    @Test
    void rejectsAnUnknownMatchAndListsTheLegalOnes() {
        isRefusedAt(
                        "#/match",
                        service.post(
                                "/subscribers", Map.of("match", "most", "headers", Map.of("a", 1))))
                .jsonPath("$.errors[0].detail")
                .isEqualTo(UNKNOWN_MATCH);
    }

    @Test
    void allMeansEveryHeaderAndAnyMeansOne() {
        Map<String, Object> wanted = Map.of("format", "pdf", "pages", 3, "signed", true);
        Subscriber all = subscribe("all", wanted);
        Subscriber any = subscribe("any", wanted);
        Subscriber byDefault = service.subscribe(headers(wanted));

        send("whole", Map.of("format", "pdf", "pages", 3, "signed", true, "more", "yes"));
        send("part", Map.of("format", "zip", "pages", 3));
        send("none", Map.of("format", "zip", "pages", "3", "signed", false));

        await().untilAsserted(() -> {
            assertThat(service.texts(all)).containsExactly("whole");
            assertThat(service.texts(byDefault)).containsExactly("whole");
            assertThat(service.texts(any)).containsExactly("part", "whole");
        });
    }

    @Test
    void numbersMatchByValue() {
        Subscriber one = subscribe("all", Map.of("pages", 1));

        send("1.0", Map.of("pages", 1.0));
        send("1.5", Map.of("pages", 1.5));
        send("1", Map.of("pages", 1));

        await().untilAsserted(() -> assertThat(service.texts(one)).containsExactly("1", "1.0"));
    }

    @Test
    void acceptsAnyWithXAsAMatch() {
        Subscriber subscriber = subscribe("any-with-x", Map.of("format", "pdf"));

        send("counted", Map.of("format", "pdf"));

        await().untilAsserted(
                        () -> assertThat(service.texts(subscriber)).containsExactly("counted"));
    }

    @Test
    void acceptsXMatchAmongTheHeaders() {
        Subscriber any = service.subscribe(headers(Map.of("x-match", "any", "a", "1", "b", "2")));

        send("one of two", Map.of("b", "2"));

        await().untilAsserted(() -> assertThat(service.texts(any)).containsExactly("one of two"));
    }

    @Test
    void aSubscriberSeesTheHeaders() {
        Subscriber subscriber = service.subscribe(headers(Map.of("format", "pdf")));
        send("seen", Map.of("format", "pdf", "pages", 3));

        await().until(() -> service.texts(subscriber).size() == 1);
        service.get("/subscribers/" + subscriber.id() + "/messages")
                .expectBody()
                .jsonPath("$.messages[0].headers.format")
                .isEqualTo("pdf")
                .jsonPath("$.messages[0].headers.pages")
                .isEqualTo(3);
    }

    @Test
    void predictsWhichSubscribersGetALog() {
        Subscriber any = subscribe("any", Map.of("a", 1, "b", 2));
        Subscriber all = subscribe("all", Map.of("a", 1, "b", 2));

        service.post("/matches", headers(Map.of("a", 1)))
                .expectBody()
                .jsonPath("$.length()")
                .isEqualTo(1)
                .jsonPath("$[0].subscriber")
                .isEqualTo(any.id());

        send("as predicted", Map.of("a", 1));
        await().untilAsserted(() -> assertThat(service.texts(any)).containsExactly("as predicted"));
        assertThat(service.texts(all)).isEmpty();
    }

    private Subscriber subscribe(String match, Map<String, ?> headers) {
        return service.subscribe(Map.of("match", match, "headers", headers));
    }

    private void send(String text, Map<String, ?> headers) {
        service.send(text, headers(headers));
    }

    private static Map<String, Object> headers(Map<String, ?> headers) {
        return Map.of("headers", headers);
    }

    private static String encode(String json) {
        return URLEncoder.encode(json, StandardCharsets.UTF_8);
    }
}
