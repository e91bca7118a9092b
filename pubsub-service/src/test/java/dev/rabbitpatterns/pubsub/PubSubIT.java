package dev.rabbitpatterns.pubsub;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.messaging.topology.Topology;
import dev.rabbitpatterns.test.ExchangeServiceClient.Subscriber;
import dev.rabbitpatterns.test.ExchangeServiceContract;
import dev.rabbitpatterns.test.LiveStreamReader;
import dev.rabbitpatterns.test.TutorialProgram;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * Every current subscriber gets a copy, and later ones never see it. What subscribers and streams
 * have in common in all services is tested here, too.
 */
@TestPropertySource(
        properties = {"messaging.subscribe.heartbeat=1s", "messaging.subscribe.max-subscribers=3"})
class PubSubIT extends ExchangeServiceContract {

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    PubSubIT() {
        super("logs", "fanout");
    }

    @Override
    protected Criteria subscription() {
        return new Criteria(Map.of(), "");
    }

    @Override
    protected Criteria matching() {
        return new Criteria(Map.of(), "");
    }

    @Override
    protected void emit(TutorialProgram tutorial, String text) {
        tutorial.emit("logs", "", text);
    }

    @Override
    protected List<Delivery> listen(TutorialProgram tutorial) {
        return tutorial.listen("logs", "", Map.of());
    }

    @Override
    protected Stream<Refused> refusedLogs() {
        return refused("#/severity", Map.of("text", "a", "severity", "info"));
    }

    @Override
    protected Stream<Refused> refusedSubscriptions() {
        return refused("#/severities", Map.of("severities", List.of("error")));
    }

    @Test
    void aLateSubscriberNeverSeesEarlierLogs() {
        Subscriber early = subscribe();
        send("a post before she followed");
        await().until(() -> service.texts(early).size() == 1);

        Subscriber late = subscribe();
        send("a post after she followed");

        await().untilAsserted(() -> {
            assertThat(service.texts(early))
                    .containsExactly("a post after she followed", "a post before she followed");
            assertThat(service.texts(late)).containsExactly("a post after she followed");
        });
    }

    @Test
    void anUnroutedLogIsReportedAsAnEventAndCounted() {
        double before = returned();
        try (LiveStreamReader events = service.events()) {
            send("into the void");

            assertThat(events.await("returned")).contains("into the void");
            assertThat(returned()).isEqualTo(before + 1);
        }
    }

    @Test
    void aStreamIsSubscribedUntilItsClientDisconnects() {
        LiveStreamReader stream = service.stream("");
        String queue = JsonPath.read(stream.await("subscribed"), "$.queue");
        assertThat(service.subscribers()).extracting(Subscriber::kind).containsExactly("stream");

        stream.close();

        long closed = System.nanoTime();
        assertThatQueue(queue).isGone();
        assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThanOrEqualTo(HEARTBEAT);
        assertThat(service.subscribers()).isEmpty();
    }

    @Test
    void removingASubscriberDeletesItsQueue() {
        Subscriber one = subscribe();

        service.remove(one.id());

        assertThatQueue(Objects.requireNonNull(one.queue())).isGone();
        service.send("nobody is there", Map.of()).jsonPath("$.routed").isEqualTo(false);
        assertUnknown(HttpMethod.GET, "/subscribers/" + one.id());
    }

    @Test
    void removingAStreamEndsItAndSaysWhy() {
        try (LiveStreamReader stream = service.stream("")) {
            service.remove(JsonPath.read(stream.await("subscribed"), "$.id"));

            assertThat(stream.await("end")).contains("removed");
            await().until(() -> !stream.isOpen());
        }
    }

    @Test
    void listsTheLogsOfAllSubscribersNewestFirst() {
        Subscriber one = subscribe();
        Subscriber other = subscribe();
        send("first");
        send("second");

        await().until(() -> service.texts(one).size() == 2 && service.texts(other).size() == 2);
        service.get("/logs")
                .expectBody()
                .jsonPath("$.length()")
                .isEqualTo(4)
                .jsonPath("$[0].message.text")
                .isEqualTo("second")
                .jsonPath("$[3].message.text")
                .isEqualTo("first");
    }

    @Test
    void theTopologyShowsTheSubscribers() {
        Subscriber one = subscribe();
        String queue = Objects.requireNonNull(one.queue());

        Topology topology = service.get("/topology", Topology.class);

        assertThat(topology.exchanges())
                .containsExactly(new Topology.Exchange("logs", "fanout", false));
        assertThat(topology.queues()).extracting(Topology.Queue::name).containsExactly(queue);
        assertThat(topology.queues().getFirst().ready()).isZero();
        assertThat(topology.queues().getFirst().unacknowledged()).isZero();
        assertThat(topology.bindings())
                .containsExactly(new Topology.Binding("logs", queue, "", Map.of()));
        assertThat(topology.consumers())
                .containsExactly(new Topology.Consumer(one.id(), List.of(queue), true, 250));
    }

    @Test
    void theEventsFollowASubscriberFromItsBindingToItsRemoval() {
        try (LiveStreamReader events = service.events()) {
            Subscriber one = subscribe();
            assertThat(events.await("bound"))
                    .contains("\"consumer\":\"" + one.id() + "\"", "\"exchange\":\"logs\"");
            send("seen");
            assertThat(events.await("delivered")).contains("\"consumer\":\"" + one.id() + "\"");
            events.await("acknowledged");
            service.remove(one.id());
            assertThat(events.await("unbound")).contains("removed");
        }
    }

    @Test
    void aRemovedSubscriberFirstAcknowledgesWhatItHasReceived() {
        try (LiveStreamReader events = service.events()) {
            Subscriber one = subscribe();
            send("the first one");
            send("the next one");
            await().until(() -> events.data("delivered").size() == 2);
            service.remove(one.id());
            assertThat(events.await("acknowledged")).contains("\"consumer\":\"" + one.id() + "\"");
        }
    }

    @Test
    void unknownSubscribersAreNotFound() {
        assertUnknown(HttpMethod.GET, "/subscribers/nobody");
        assertUnknown(HttpMethod.GET, "/subscribers/nobody/messages");
        assertUnknown(HttpMethod.DELETE, "/subscribers/nobody");
    }

    @Test
    void rejectsASubscriberOverTheLimit() {
        Subscriber first = subscribe();
        Subscriber second = subscribe();
        subscribeWithoutABody().expectStatus().isCreated();

        for (RestTestClient.ResponseSpec response :
                List.of(subscribeWithoutABody(), service.get("/logs/stream"))) {
            response.expectStatus()
                    .isEqualTo(429)
                    .expectBody()
                    .jsonPath("$.type")
                    .isEqualTo("urn:problem-type:too-many-subscribers");
        }
        service.remove(first.id());
        assertThat(subscribe().id()).isNotIn(first.id(), second.id());
    }

    /** A fanout exchange has no criteria, so the request needs no body. */
    private RestTestClient.ResponseSpec subscribeWithoutABody() {
        return service.rest().post().uri("/subscribers").exchange();
    }

    private Subscriber subscribe() {
        return service.subscribe(Map.of());
    }

    private void send(String text) {
        service.send(text, Map.of());
    }

    private void assertUnknown(HttpMethod method, String path) {
        service.rest()
                .method(method)
                .uri(path)
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:unknown-subscriber");
    }

    private double returned() {
        return service.get("/actuator/prometheus", String.class)
                .lines()
                .filter(line ->
                        line.startsWith("messaging_events_total")
                                && line.contains("type=\"returned\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
