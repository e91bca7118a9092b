package dev.rabbitpatterns.pubsub;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import dev.rabbitpatterns.test.ExchangeServiceClient;
import dev.rabbitpatterns.test.ExchangeServiceClient.Subscriber;
import dev.rabbitpatterns.test.LiveStreamReader;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.RunningService;
import dev.rabbitpatterns.test.TutorialProgram;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
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
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** How subscribers and streams recover when something breaks. */
@RealBrokerTest
@TestPropertySource(
        properties = {
            "server.tomcat.threads.max=20",
            "server.tomcat.threads.min-spare=20",
            "messaging.subscribe.heartbeat=1s",
            "messaging.subscribe.reconnect-interval=200ms",
            "messaging.subscribe.max-subscribers=" + PubSubFailuresIT.MANY_STREAMS,
            "messaging.subscribe.stream-buffer=" + PubSubFailuresIT.MANY_LOGS,
            "messaging.subscribe.max-kept=" + PubSubFailuresIT.MANY_LOGS,
            "messaging.subscribe.max-kept-size=10MB"
        })
class PubSubFailuresIT {

    static final int MANY_LOGS = 10_000;
    static final int MANY_STREAMS = 500;

    @LocalServerPort private int port;
    private ExchangeServiceClient service;
    private TutorialProgram tutorial;

    @BeforeEach
    void connect() {
        service = new ExchangeServiceClient("http://localhost:" + port);
        tutorial = new TutorialProgram();
    }

    @AfterEach
    void removeSubscribers() {
        service.removeAll();
        tutorial.close();
    }

    @Test
    void everySubscriberGetsThePublishersLogsInOrder() {
        List<String> sent = IntStream.range(0, MANY_LOGS).mapToObj(Integer::toString).toList();
        Subscriber kept = subscribe();
        try (LiveStreamReader stream = stream()) {
            sent.forEach(text -> tutorial.emit("logs", "", text));

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> service.now(kept).received() == MANY_LOGS);
            assertThat(service.texts(kept).reversed()).isEqualTo(sent);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> stream.data("message").size() == MANY_LOGS);
            assertThat(stream.data("message"))
                    .extracting(data -> JsonPath.<String>read(data, "$.text"))
                    .isEqualTo(sent);
        }
    }

    @Test
    void subscribersRecoverWithTheBrokerAndStreamsReportAGap() {
        Subscriber kept = subscribe();
        try (LiveStreamReader stream = stream()) {
            RealBroker.get().stop();
            try {
                await().until(() ->
                        service.subscribers().stream().noneMatch(Subscriber::connected));
                service.post("/subscribers", Map.of())
                        .expectStatus()
                        .isEqualTo(503)
                        .expectHeader()
                        .exists("Retry-After");
                service.get("/logs/stream").expectStatus().isEqualTo(503);
            } finally {
                RealBroker.get().start();
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> service.subscribers().stream().allMatch(Subscriber::connected));
            assertThat(service.subscribers()).hasSize(2);
            assertThat(service.now(kept).queue()).isNotEqualTo(kept.queue());

            await().ignoreExceptions().untilAsserted(() -> send("after the restart"));

            assertThat(stream.await("gap")).contains("was not received");
            assertThat(stream.await("message")).contains("after the restart");
            await().until(() -> service.texts(kept).contains("after the restart"));
        }
    }

    @Test
    void aSubscriberRecoversWhenItsConnectionIsForceClosed() {
        Subscriber kept = subscribe();

        RealBroker.get().ctl("close_all_connections", "test");

        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> service.now(kept),
                        now -> now.connected() && !Objects.equals(now.queue(), kept.queue()));
        await().ignoreExceptions().untilAsserted(() -> send("after the cut"));
        await().until(() -> service.texts(kept).contains("after the cut"));
    }

    @Test
    void replacesAQueueThatIsDeletedUnderItsSubscriber() {
        Subscriber kept = subscribe();
        try (LiveStreamReader stream = stream()) {
            RealBroker.get().ctl("delete_queue", queueOf(stream));

            assertThat(stream.await("gap")).contains("was not received");
            send("to the new one");
            assertThat(stream.await("message")).contains("to the new one");
            await().until(() -> service.texts(kept).equals(List.of("to the new one")));
        }
    }

    @Test
    void aStalledReaderIsDisconnectedAndOthersMissNothing() throws Exception {
        Subscriber other = subscribe();
        try (Socket stuck = openWithoutReading()) {
            await().until(() -> service.subscribers().size() == 2);
            String text = "x".repeat(100_000);
            int sent = 0;
            while (service.subscribers().size() == 2) {
                tutorial.emit("logs", "", text);
                sent++;
                assertThat(sent).isLessThan(MANY_LOGS);
            }
            int all = sent;
            await().until(() -> service.now(other).received() == all);
            assertThat(service.subscribers())
                    .extracting(Subscriber::id)
                    .containsExactly(other.id());
            assertThat(stuck.isConnected()).isTrue();
        }
    }

    @Test
    void openingAndClosingFiveHundredStreamsLeaksNothing() {
        openAndClose(MANY_STREAMS); // warms up the web server's pools and caches
        List<String> threads = platformThreads();
        long heap = usedHeap();

        List<String> queues = openAndClose(MANY_STREAMS);

        await().untilAsserted(() ->
                assertThat(platformThreads())
                        .as("threads (before: %s)", threads)
                        .hasSizeLessThanOrEqualTo(threads.size() + 5));
        assertThat(usedHeap() - heap).isLessThan(8_000_000);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(RealBroker.get().ctl("list_queues", "--silent", "name").lines())
                                .doesNotContainAnyElementsOf(queues));
    }

    @Test
    void reportsInvalidTextAndDeliversTheNextLog() {
        Subscriber kept = subscribe();
        try (LiveStreamReader stream = stream()) {
            tutorial.emit("logs", "", new byte[] {(byte) 0xff}, null).emit("logs", "", "the next");

            assertThat(stream.await("unreadable")).contains("not UTF-8");
            assertThat(stream.await("message")).contains("the next");
            await().until(() -> service.texts(kept).equals(List.of("the next")));
            assertThat(service.now(kept).unreadable()).isEqualTo(1);
        }
    }

    @Test
    void anOpenStreamEndsAtShutdownWithoutDelayingIt() {
        RunningService stopping = RunningService.start(PubSubApplication.class, Map.of());
        try (LiveStreamReader stream = new ExchangeServiceClient(stopping.url()).stream("")) {
            String queue = queueOf(stream);
            long start = System.nanoTime();

            stopping.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(stream.await("end")).contains("shutting down");
            assertThatQueue(queue).isGone();
        }
    }

    /** Returns the names of the streams' queues. */
    private List<String> openAndClose(int streams) {
        List<LiveStreamReader> open = new CopyOnWriteArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            IntStream.range(0, streams)
                    .forEach(i -> threads.execute(() -> open.add(service.stream(""))));
        }
        List<Subscriber> opened = service.subscribers();
        assertThat(opened).hasSize(streams).allMatch(Subscriber::connected);
        open.forEach(LiveStreamReader::close);
        await().atMost(Duration.ofSeconds(30)).until(() -> service.subscribers().isEmpty());
        return opened.stream().map(Subscriber::queue).toList();
    }

    private Socket openWithoutReading() throws IOException {
        Socket socket = new Socket("localhost", port);
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

    private static long usedHeap() {
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

    /** Opens a stream and waits until its queue is bound. */
    private LiveStreamReader stream() {
        LiveStreamReader stream = service.stream("");
        stream.await("subscribed");
        return stream;
    }

    private static String queueOf(LiveStreamReader stream) {
        return JsonPath.read(stream.await("subscribed"), "$.queue");
    }

    private Subscriber subscribe() {
        return service.subscribe(Map.of());
    }

    private void send(String text) {
        service.send(text, Map.of()).jsonPath("$.routed").isEqualTo(true);
    }
}
