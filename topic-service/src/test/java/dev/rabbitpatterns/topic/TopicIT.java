package dev.rabbitpatterns.topic;

import static dev.rabbitpatterns.test.ExchangeServiceClient.isRefusedFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.test.ExchangeServiceClient.Subscriber;
import dev.rabbitpatterns.test.ExchangeServiceContract;
import dev.rabbitpatterns.test.TutorialProgram;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each subscriber gets one copy of every log whose key matches any of its patterns. */
class TopicIT extends ExchangeServiceContract {

    private static final String LONGEST = "k.".repeat(127) + "k";
    private static final List<String> ILLEGAL =
            List.of("", "kern. critical", "größe.a", "a\nb", LONGEST + "k");

    TopicIT() {
        super("topic_logs", "topic");
    }

    @Override
    protected Criteria subscription() {
        return new Criteria(
                bindingKeys("*.critical", "kern.#"), "bindingKeys=*.critical&bindingKeys=kern.%23");
    }

    @Override
    protected Criteria matching() {
        return new Criteria(Map.of("routingKey", "kern.critical"), "routingKey=kern.critical");
    }

    @Override
    protected List<Map<String, ?>> notMatching() {
        return List.of(Map.of("routingKey", "mail.info"), Map.of());
    }

    @Override
    protected void emit(TutorialProgram tutorial, String text) {
        tutorial.emit("topic_logs", "kern.critical", text);
    }

    @Override
    protected List<Delivery> listen(TutorialProgram tutorial) {
        return tutorial.listen("topic_logs", "kern.#", Map.of());
    }

    @Override
    protected Stream<Refused> refusedLogs() {
        return ILLEGAL.stream()
                .map(key -> new Refused("#/routingKey", Map.of("text", "a", "routingKey", key)));
    }

    @Override
    protected Stream<Refused> refusedSubscriptions() {
        return refused(
                "#/bindingKeys",
                Map.of(),
                bindingKeys(),
                bindingKeys(""),
                Map.of("bindingKeys", Collections.singletonList(null)),
                bindingKeys("k".repeat(256)),
                bindingKeys("kern. critical"),
                bindingKeys("größe.*"),
                bindingKeys("#", "kern.*", "#"),
                bindingKeys(
                        IntStream.range(0, 10_001).mapToObj(n -> "k." + n).toArray(String[]::new)));
    }

    @Override
    protected List<RefusedStream> refusedStreams() {
        return List.of(new RefusedStream("", "bindingKeys", NewSubscriber.USAGE));
    }

    @Test
    void eachSubscriberGetsOneCopyOfWhatItsPatternsMatch() {
        Subscriber kernel = subscribe("kern.*");
        Subscriber critical = subscribe("*.critical", "kern.*");
        Subscriber everything = subscribe("#");

        send("a", "kern.critical");
        send("b", "mail.critical");
        send("c", "kern.disk.full");

        await().untilAsserted(() -> {
            assertThat(service.texts(kernel)).containsExactly("a");
            assertThat(service.texts(critical)).containsExactly("b", "a");
            assertThat(service.texts(everything)).containsExactly("c", "b", "a");
        });
    }

    @Test
    void aLoneHashMatchesEveryKeyAndAKeyWithoutWildcardsOnlyItself() {
        Subscriber fanout = subscribe("#");
        Subscriber direct = subscribe("kern.critical");

        for (String key : List.of("kern.critical", "kern", "kern.critical.now", "a..b", ".")) {
            send(key, key);
        }

        await().untilAsserted(() -> {
            assertThat(service.texts(fanout)).hasSize(5);
            assertThat(service.texts(direct)).containsExactly("kern.critical");
        });
    }

    @Test
    void aLogWithoutAKeyDefaultsToAnonymousInfo() {
        Subscriber infos = subscribe("*.info");

        service.send("hello", Map.of())
                .jsonPath("$.routingKey")
                .isEqualTo("anonymous.info")
                .jsonPath("$.routed")
                .isEqualTo(true);

        await().untilAsserted(() -> assertThat(service.texts(infos)).containsExactly("hello"));
    }

    @Test
    void predictsWhichSubscribersGetALog() {
        Subscriber both = subscribe("*.critical", "kern.*", "mail.#");
        Subscriber hash = subscribe("#.critical");
        Subscriber mail = subscribe("mail.#");

        service.get("/matches?routingKey=kern.critical")
                .expectBody()
                .jsonPath("$.length()")
                .isEqualTo(2)
                .jsonPath("$[0].subscriber")
                .isEqualTo(both.id())
                .jsonPath("$[0].bindings[*].routingKey")
                .isEqualTo(List.of("*.critical", "kern.*"))
                .jsonPath("$[1].subscriber")
                .isEqualTo(hash.id());

        send("as predicted", "kern.critical");
        await().untilAsserted(() -> {
            assertThat(service.texts(both)).containsExactly("as predicted");
            assertThat(service.texts(hash)).containsExactly("as predicted");
        });
        assertThat(service.texts(mail)).isEmpty();
    }

    /** RabbitMQ 3 took five seconds to route one log by a pattern with seven # wildcards. */
    @Test
    void rejectsPatternsThatTakeTheBrokerSecondsToMatch() {
        for (String pattern : List.of("#.a.#.b.#", "#.a.".repeat(7) + "#", "#.#.#")) {
            service.post("/subscribers", bindingKeys(pattern))
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.errors[0].detail")
                    .value(String.class, detail -> assertThat(detail).contains("# wildcards"));
        }
        assertThat(service.subscribers()).isEmpty();

        service.post("/subscribers", bindingKeys("#.a.#")).expectStatus().isCreated();
    }

    @Test
    void rejectsAPredictionForAnIllegalKey() {
        for (String key : ILLEGAL) {
            String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8);
            isRefusedFor("routingKey", service.get("/matches?routingKey=" + encoded));
        }
    }

    @Test
    void deliversALogWithTheLongestLegalKey() {
        Subscriber subscriber = subscribe("k.#");

        send("far", LONGEST);

        await().untilAsserted(() -> assertThat(service.texts(subscriber)).containsExactly("far"));
    }

    private Subscriber subscribe(String... bindingKeys) {
        return service.subscribe(bindingKeys(bindingKeys));
    }

    private void send(String text, String routingKey) {
        service.send(text, Map.of("routingKey", routingKey));
    }

    private static Map<String, List<String>> bindingKeys(String... bindingKeys) {
        return Map.of("bindingKeys", List.of(bindingKeys));
    }
}
