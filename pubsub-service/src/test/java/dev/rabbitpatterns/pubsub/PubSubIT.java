package dev.rabbitpatterns.pubsub;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.messaging.IdempotencyKey;
import dev.rabbitpatterns.messaging.Inbox;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.SubscriberView;
import dev.rabbitpatterns.messaging.Topology;
import dev.rabbitpatterns.test.LiveStreamReader;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Who is there gets a copy, and who is not never sees it. */
@RealBrokerTest
@TestPropertySource(properties = "messaging.subscribers.heartbeat=1s")
class PubSubIT {

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    @LocalServerPort private int port;
    private RestTestClient rest;
    private final TutorialProgram tutorial = new TutorialProgram();

    @BeforeEach
    void connect() {
        rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    @AfterEach
    void leave() {
        subscribers().forEach(one -> remove(one.id()));
        tutorial.close();
    }

    @Test
    void everyoneWhoIsThereGetsACopy() {
        SubscriberView one = subscribe();
        SubscriberView other = subscribe();
        List<Delivery> elsewhere =
                tutorial.declareExchange("logs", "fanout").listen("logs", "", Map.of());
        try (LiveStreamReader stream = stream()) {
            stream.await("subscribed");

            send("to everyone")
                    .jsonPath("$.exchange")
                    .isEqualTo("logs")
                    .jsonPath("$.routed")
                    .isEqualTo(true);

            assertThat(textOf(stream.await("message"))).isEqualTo("to everyone");
            await().untilAsserted(() -> {
                assertThat(texts(one)).containsExactly("to everyone");
                assertThat(texts(other)).containsExactly("to everyone");
                assertThat(elsewhere)
                        .extracting(
                                delivery -> new String(delivery.getBody(), StandardCharsets.UTF_8))
                        .containsExactly("to everyone");
            });
        }
    }

    @Test
    void whoIsNotThereWhenALogIsSentNeverSeesIt() {
        SubscriberView early = subscribe();
        send("a post before she followed");
        await().until(() -> texts(early).size() == 1);

        SubscriberView late = subscribe();
        send("a post after she followed");

        await().untilAsserted(() ->
                assertThat(texts(early))
                        .containsExactly(
                                "a post after she followed", "a post before she followed"));
        await().untilAsserted(
                        () -> assertThat(texts(late)).containsExactly("a post after she followed"));
    }

    @Test
    void aLogThatNobodyIsThereForIsConfirmedAndSaidToBeUnrouted() {
        double before = returned();
        try (LiveStreamReader events =
                LiveStreamReader.open("http://localhost:" + port + "/events")) {
            send("into the void").jsonPath("$.routed").isEqualTo(false);

            assertThat(events.await("returned")).contains("into the void");
            assertThat(returned()).isEqualTo(before + 1);
        }
    }

    @Test
    void aTutorialsEmitLogReachesOurSubscribers() {
        SubscriberView one = subscribe();
        try (LiveStreamReader stream = stream()) {
            stream.await("subscribed");

            tutorial.declareExchange("logs", "fanout").emit("logs", "", "info: Hello World!");

            assertThat(textOf(stream.await("message"))).isEqualTo("info: Hello World!");
            await().untilAsserted(
                            () -> assertThat(texts(one)).containsExactly("info: Hello World!"));
        }
    }

    @Test
    void aStreamIsASubscriberExactlyAsLongAsItIsRead() {
        LiveStreamReader stream = stream();
        String queue = JsonPath.read(stream.await("subscribed"), "$.queue");
        assertThat(subscribers()).extracting(SubscriberView::kind).containsExactly("stream");

        stream.close();

        long cut = System.nanoTime();
        assertThatQueue(queue).isGone();
        assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThanOrEqualTo(HEARTBEAT);
        assertThat(subscribers()).isEmpty();
    }

    @Test
    void aSubscriberThatIsRemovedIsGoneWithItsQueue() {
        SubscriberView one = subscribe();

        remove(one.id());

        assertThatQueue(Objects.requireNonNull(one.queue())).isGone();
        send("nobody is there").jsonPath("$.routed").isEqualTo(false);
        rest.get().uri("/subscribers/{id}", one.id()).exchange().expectStatus().isNotFound();
    }

    @Test
    void aStreamThatIsRemovedEndsAndSaysSo() {
        try (LiveStreamReader stream = stream()) {
            String id = JsonPath.read(stream.await("subscribed"), "$.id");

            remove(id);

            assertThat(stream.await("end")).contains("removed");
            await().until(() -> !stream.isOpen());
        }
    }

    @Test
    void whatIsSentTwiceUnderOneKeyIsReceivedOnce() {
        SubscriberView one = subscribe();
        for (int i = 0; i < 2; i++) {
            rest.post()
                    .uri("/logs")
                    .header(IdempotencyKey.HEADER, "once-4711")
                    .contentType(MediaType.TEXT_PLAIN)
                    .body("once")
                    .exchange()
                    .expectStatus()
                    .isAccepted();
        }

        await().until(() -> view(one.id()).duplicates() == 1);
        assertThat(texts(one)).containsExactly("once");
    }

    @Test
    void whatAllSubscribersReceivedIsListedNewestFirst() {
        SubscriberView one = subscribe();
        SubscriberView other = subscribe();
        send("first");
        send("second");

        await().until(() -> texts(one).size() == 2 && texts(other).size() == 2);
        rest.get()
                .uri("/logs")
                .exchange()
                .expectBody()
                .jsonPath("$.length()")
                .isEqualTo(4)
                .jsonPath("$[0].message.text")
                .isEqualTo("second")
                .jsonPath("$[3].message.text")
                .isEqualTo("first");
    }

    @Test
    void theTopologyShowsWhoIsThere() {
        SubscriberView one = subscribe();

        Topology topology = get("/topology", Topology.class);

        assertThat(topology.exchanges())
                .containsExactly(new Topology.Exchange("logs", "fanout", false));
        assertThat(topology.queues()).extracting(Topology.Queue::name).containsExactly(one.queue());
        assertThat(topology.queues().getFirst().ready()).isZero();
        assertThat(topology.bindings())
                .containsExactly(
                        new Topology.Binding(
                                "logs", Objects.requireNonNull(one.queue()), "", Map.of()));
        assertThat(topology.consumers())
                .containsExactly(
                        new Topology.Consumer(
                                one.id(), List.of(Objects.requireNonNull(one.queue())), true));
    }

    @Test
    void comingAndGoingIsSeenInTheEvents() {
        try (LiveStreamReader events =
                LiveStreamReader.open("http://localhost:" + port + "/events")) {
            SubscriberView one = subscribe();
            assertThat(events.await("bound"))
                    .contains("\"consumer\":\"" + one.id() + "\"", "\"exchange\":\"logs\"");
            send("seen");
            assertThat(events.await("delivered")).contains("\"consumer\":\"" + one.id() + "\"");
            events.await("acknowledged");
            remove(one.id());
            assertThat(events.await("unbound")).contains("removed");
        }
    }

    @Test
    void whoIsRemovedAcknowledgesFirstWhatItHasReceived() {
        try (LiveStreamReader events =
                LiveStreamReader.open("http://localhost:" + port + "/events")) {
            SubscriberView one = subscribe();
            send("received before the next one is");
            send("the next one");
            await().until(() -> events.data("delivered").size() == 2);
            remove(one.id());
            assertThat(events.await("acknowledged")).contains("\"consumer\":\"" + one.id() + "\"");
        }
    }

    private RestTestClient.BodyContentSpec send(String text) {
        return rest.post()
                .uri("/logs")
                .body(Map.of("text", text))
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectBody();
    }

    private LiveStreamReader stream() {
        return LiveStreamReader.open("http://localhost:" + port + "/logs/stream");
    }

    private SubscriberView subscribe() {
        return Objects.requireNonNull(
                rest.post()
                        .uri("/subscribers")
                        .exchange()
                        .expectStatus()
                        .isCreated()
                        .returnResult(SubscriberView.class)
                        .getResponseBody());
    }

    private void remove(String id) {
        rest.delete().uri("/subscribers/{id}", id).exchange();
    }

    private SubscriberView view(String id) {
        return get("/subscribers/" + id, SubscriberView.class);
    }

    private List<SubscriberView> subscribers() {
        return Objects.requireNonNull(
                rest.get()
                        .uri("/subscribers")
                        .exchange()
                        .returnResult(new ParameterizedTypeReference<List<SubscriberView>>() {})
                        .getResponseBody());
    }

    private List<String> texts(SubscriberView subscriber) {
        return get("/subscribers/" + subscriber.id() + "/messages", Inbox.Contents.class)
                .messages()
                .stream()
                .map(ReceivedMessage::text)
                .toList();
    }

    private static String textOf(String message) {
        return JsonPath.read(message, "$.text");
    }

    private double returned() {
        return get("/actuator/prometheus", String.class)
                .lines()
                .filter(line ->
                        line.startsWith("messaging_events_total")
                                && line.contains("type=\"returned\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private <T> T get(String path, Class<T> type) {
        return Objects.requireNonNull(
                rest.get()
                        .uri(path)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .returnResult(type)
                        .getResponseBody());
    }
}
