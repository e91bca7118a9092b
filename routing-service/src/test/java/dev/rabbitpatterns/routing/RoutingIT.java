package dev.rabbitpatterns.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.test.ExchangeServiceClient.Subscriber;
import dev.rabbitpatterns.test.ExchangeServiceContract;
import dev.rabbitpatterns.test.TutorialProgram;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each subscriber gets one copy of every log with a severity that it asked for. */
class RoutingIT extends ExchangeServiceContract {

    RoutingIT() {
        super("direct_logs", "direct");
    }

    @Override
    protected Criteria subscription() {
        return new Criteria(severities("warning", "error"), "severities=warning,error");
    }

    @Override
    protected Criteria matching() {
        return new Criteria(Map.of("severity", "error"), "severity=error");
    }

    @Override
    protected List<Map<String, ?>> notMatching() {
        return List.of(Map.of("severity", "info"), Map.of());
    }

    @Override
    protected void emit(TutorialProgram tutorial, String text) {
        tutorial.emit("direct_logs", "error", text);
    }

    @Override
    protected List<Delivery> listen(TutorialProgram tutorial) {
        return tutorial.listen("direct_logs", "error", Map.of());
    }

    @Override
    protected Stream<Refused> refusedLogs() {
        return Stream.of("", "very bad", "größer", "a\nb", "e".repeat(256))
                .map(severity ->
                        new Refused("#/severity", Map.of("text", "a log", "severity", severity)));
    }

    @Override
    protected Stream<Refused> refusedSubscriptions() {
        return refused(
                "#/severities",
                Map.of(),
                severities(),
                severities(""),
                Map.of("severities", Collections.singletonList(null)),
                severities("e".repeat(256)),
                severities("very bad"),
                severities("größer"),
                severities("error", "info", "error"),
                severities(
                        IntStream.range(0, 10_001).mapToObj(n -> "s" + n).toArray(String[]::new)),
                Map.of("severities", "a text"));
    }

    @Override
    protected List<RefusedStream> refusedStreams() {
        return List.of(new RefusedStream("", "severities", NewSubscriber.USAGE));
    }

    @Test
    void eachSubscriberGetsOneCopyOfTheSeveritiesItAskedFor() {
        Subscriber errors = service.subscribe(severities("error"));
        Subscriber all = service.subscribe(severities("info", "warning", "error"));

        service.send("disk full", Map.of("severity", "error"));
        service.send("disk half full", Map.of("severity", "warning"));

        await().untilAsserted(() -> {
            assertThat(service.texts(errors)).containsExactly("disk full");
            assertThat(service.texts(all)).containsExactly("disk half full", "disk full");
        });
    }

    @Test
    void aLogWithoutASeverityDefaultsToInfo() {
        Subscriber infos = service.subscribe(severities("info"));

        service.send("started", Map.of()).jsonPath("$.routingKey").isEqualTo("info");

        await().untilAsserted(() -> assertThat(service.texts(infos)).containsExactly("started"));
    }

    @Test
    void deliversALogWithTheLongestLegalKey() {
        String longest = "e".repeat(255);
        Subscriber subscriber = service.subscribe(severities(longest));

        service.send("far", Map.of("severity", longest));

        await().untilAsserted(() -> assertThat(service.texts(subscriber)).containsExactly("far"));
    }

    private static Map<String, List<String>> severities(String... severities) {
        return Map.of("severities", List.of(severities));
    }
}
