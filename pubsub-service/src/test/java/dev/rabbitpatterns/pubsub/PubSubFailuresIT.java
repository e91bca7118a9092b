package dev.rabbitpatterns.pubsub;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import dev.rabbitpatterns.messaging.Inbox;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.SubscriberView;
import dev.rabbitpatterns.messaging.Subscribers;
import dev.rabbitpatterns.test.LiveStreamReader;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RunningService;
import dev.rabbitpatterns.test.TutorialProgram;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.client.RestTestClient;

/** What becomes of subscribers when something breaks. */
class PubSubFailuresIT {

    private static final int MANY_LOGS = 10_000;
    private static final int MANY_STREAMS = 500;

    private final TutorialProgram tutorial = new TutorialProgram();
    private RunningService service;
    private Subscribers subscribers;

    @BeforeEach
    void start() {
        service =
                RunningService.start(
                        PubSubApplication.class,
                        Map.of(
                                "server.tomcat.threads.max",
                                20,
                                "server.tomcat.threads.min-spare",
                                20,
                                "messaging.subscribers.heartbeat",
                                "1s",
                                "messaging.subscribers.reconnect",
                                "200ms",
                                "messaging.subscribers.allowed",
                                MANY_STREAMS,
                                "messaging.subscribers.stream-buffer",
                                MANY_LOGS,
                                "messaging.subscribers.kept",
                                MANY_LOGS,
                                "messaging.subscribers.kept-size",
                                "10MB"));
        subscribers = service.bean(Subscribers.class);
    }

    @AfterEach
    void stop() {
        service.close();
        tutorial.close();
    }

    @Test
    void everySubscriberGetsAPublishersLogsInTheOrderInWhichTheyWereSent() {
        List<String> sent = IntStream.range(0, MANY_LOGS).mapToObj(Integer::toString).toList();
        SubscriberView kept = subscribe();
        try (LiveStreamReader stream = stream()) {
            stream.await("subscribed");

            sent.forEach(text -> tutorial.emit("logs", "", text));

            await().atMost(Duration.ofSeconds(60)).until(() -> received(kept) == MANY_LOGS);
            assertThat(texts(kept).reversed()).isEqualTo(sent);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> stream.data("message").size() == MANY_LOGS);
            assertThat(stream.data("message"))
                    .extracting(data -> JsonPath.<String>read(data, "$.text"))
                    .isEqualTo(sent);
        }
    }

    @Test
    void subscribersComeBackWithTheBrokerAndStreamsSayThatThereWasAGap() {
        SubscriberView kept = subscribe();
        try (LiveStreamReader stream = stream()) {
            stream.await("subscribed");
            RealBroker.get().stop();
            try {
                await().until(() ->
                        subscribers.views().stream().noneMatch(SubscriberView::connected));
                service.rest()
                        .post()
                        .uri("/subscribers")
                        .exchange()
                        .expectStatus()
                        .isEqualTo(503)
                        .expectHeader()
                        .exists("Retry-After");
                service.rest().get().uri("/logs/stream").exchange().expectStatus().isEqualTo(503);
            } finally {
                RealBroker.get().start();
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> subscribers.views().stream().allMatch(SubscriberView::connected));
            assertThat(subscribers.views()).hasSize(2);
            assertThat(subscribers.view(kept.id()).queue()).isNotEqualTo(kept.queue());

            await().ignoreExceptions().until(() -> send("after the restart"));

            assertThat(stream.await("gap")).contains("was not received");
            assertThat(stream.await("message")).contains("after the restart");
            await().until(() -> texts(kept).contains("after the restart"));
        }
    }

    @Test
    void aConnectionThatIsClosedByTheAdministratorComesBack() {
        SubscriberView kept = subscribe();

        RealBroker.get().ctl("close_all_connections", "test");

        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        subscribers.view(kept.id()).connected()
                                && !Objects.equals(
                                        subscribers.view(kept.id()).queue(), kept.queue()));
        await().ignoreExceptions().until(() -> send("after the cut"));
        await().until(() -> texts(kept).contains("after the cut"));
    }

    @Test
    void aQueueThatIsDeletedUnderItsSubscriberIsReplaced() {
        SubscriberView kept = subscribe();
        try (LiveStreamReader stream = stream()) {
            String queue = JsonPath.read(stream.await("subscribed"), "$.queue");

            RealBroker.get().ctl("delete_queue", queue);

            assertThat(stream.await("gap")).contains("was not received");
            send("to the new one");
            assertThat(stream.await("message")).contains("to the new one");
            await().until(() -> texts(kept).equals(List.of("to the new one")));
        }
    }

    @Test
    void aReaderThatStopsReadingIsCutOffAndCostsNobodyAMessage() throws Exception {
        SubscriberView other = subscribe();
        try (Socket stuck = openAndNeverRead()) {
            await().until(() -> subscribers.views().size() == 2);
            String text = "x".repeat(100_000);
            int sent = 0;
            while (subscribers.views().size() == 2) {
                tutorial.emit("logs", "", text);
                sent++;
                assertThat(sent).isLessThan(MANY_LOGS);
            }
            int all = sent;
            await().until(() -> received(other) == all);
            assertThat(subscribers.views())
                    .extracting(SubscriberView::id)
                    .containsExactly(other.id());
            assertThat(stuck.isConnected()).isTrue();
        }
    }

    @Test
    void fiveHundredStreamsThatComeAndGoLeaveNothingBehind() throws Exception {
        openAndClose(MANY_STREAMS); // fills what the web server keeps for the next connection
        List<String> threads = platformThreads();
        long heap = usedHeap();

        openAndClose(MANY_STREAMS);

        await().untilAsserted(() ->
                assertThat(platformThreads())
                        .as("more than %s", threads)
                        .hasSizeLessThanOrEqualTo(threads.size() + 5));
        assertThat(usedHeap() - heap).isLessThan(8_000_000);
    }

    @Test
    void whatIsNoTextIsToldAndTheNextLogComes() {
        SubscriberView kept = subscribe();
        try (LiveStreamReader stream = stream()) {
            stream.await("subscribed");

            tutorial.emit("logs", "", new byte[] {(byte) 0xff}, null).emit("logs", "", "the next");

            assertThat(stream.await("unreadable")).contains("not UTF-8");
            assertThat(stream.await("message")).contains("the next");
            await().until(() -> texts(kept).equals(List.of("the next")));
            assertThat(subscribers.view(kept.id()).unreadable()).isEqualTo(1);
        }
    }

    @Test
    void aStreamEndsWithTheServiceAndDoesNotHoldItUp() {
        try (LiveStreamReader stream = stream()) {
            String queue = JsonPath.read(stream.await("subscribed"), "$.queue");
            long start = System.nanoTime();

            service.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(stream.await("end")).contains("shutting down");
            assertThatQueue(queue).isGone();
        }
    }

    private void openAndClose(int streams) {
        List<LiveStreamReader> open = new CopyOnWriteArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            IntStream.range(0, streams).forEach(i -> threads.execute(() -> open.add(stream())));
        }
        List<SubscriberView> there = subscribers.views();
        assertThat(there).hasSize(streams).allMatch(SubscriberView::connected);
        open.forEach(LiveStreamReader::close);
        await().atMost(Duration.ofSeconds(30)).until(() -> subscribers.views().isEmpty());
        await().untilAsserted(() ->
                assertThat(RealBroker.get().ctl("list_queues", "--silent", "name").lines())
                        .doesNotContainAnyElementsOf(
                                there.stream().map(SubscriberView::queue).toList()));
    }

    private Socket openAndNeverRead() throws IOException {
        Socket socket = new Socket("localhost", URI.create(service.url()).getPort());
        socket.setReceiveBufferSize(1024);
        socket.getOutputStream()
                .write(
                        "GET /logs/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static List<String> platformThreads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).sorted().toList();
    }

    private static long usedHeap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least =
                    Math.min(
                            least,
                            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private LiveStreamReader stream() {
        return LiveStreamReader.open(service.url() + "/logs/stream");
    }

    private SubscriberView subscribe() {
        RestTestClient rest = service.rest();
        return Objects.requireNonNull(
                rest.post()
                        .uri("/subscribers")
                        .exchange()
                        .returnResult(SubscriberView.class)
                        .getResponseBody());
    }

    private boolean send(String text) {
        service.rest()
                .post()
                .uri("/logs")
                .body(Map.of("text", text))
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.routed")
                .isEqualTo(true);
        return true;
    }

    private long received(SubscriberView subscriber) {
        return subscribers.view(subscriber.id()).received();
    }

    private List<String> texts(SubscriberView subscriber) {
        Inbox.Contents contents = subscribers.inbox(subscriber.id());
        return contents.messages().stream().map(ReceivedMessage::text).toList();
    }
}
