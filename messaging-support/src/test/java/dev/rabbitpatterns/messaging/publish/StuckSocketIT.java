package dev.rabbitpatterns.messaging.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.messaging.TestService;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RunningService;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The publisher's connection stays open, but nothing gets through: a write gets stuck. */
@Timeout(120)
class StuckSocketIT {

    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(2);

    /** More than the buffers of both ends hold. */
    private static final int MESSAGES = 400;

    private final Network network = new Network();

    @AfterEach
    void stop() throws IOException {
        network.close();
    }

    @Test
    void everyPublishCompletesInTimeAndLaterOnesUseANewConnection() {
        try (RunningService service = start("1s")) {
            publish(service, "before").join();

            network.freezeLast();

            assertThatEveryPublishCompletesInTime(service);
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsInstanceOf(CompletionException.class)
                    .until(() -> publish(service, "after").join() != null);
        }
    }

    @Test
    void theServiceStopsWhileAWriteIsStuck() {
        RunningService service = start("60s");
        publish(service, "before").join();
        network.freezeLast();
        assertThatEveryPublishCompletesInTime(service);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(service::close);

        assertThat(stopped).succeedsWithin(20, TimeUnit.SECONDS);
    }

    private RunningService start(String heartbeat) {
        Map<String, Object> properties = new HashMap<>(RealBroker.get().applicationProperties());
        properties.put("spring.rabbitmq.host", "127.0.0.1");
        properties.put("spring.rabbitmq.port", network.port());
        properties.put("spring.rabbitmq.requested-heartbeat", heartbeat);
        properties.put("messaging.publish.confirm-timeout", CONFIRM_TIMEOUT.toMillis() + "ms");
        return RunningService.start(TestService.class, properties).awaitReady();
    }

    private static void assertThatEveryPublishCompletesInTime(RunningService service) {
        String large = "x".repeat(100_000);
        List<CompletableFuture<PublishReceipt>> all =
                IntStream.range(0, MESSAGES).mapToObj(i -> publish(service, large)).toList();

        assertThat(all)
                .allSatisfy(one ->
                        assertThat(one.handle((receipt, failure) -> "completed"))
                                .succeedsWithin(CONFIRM_TIMEOUT.plusSeconds(5)));
        assertThat(all).anyMatch(CompletableFuture::isCompletedExceptionally);
    }

    private static CompletableFuture<PublishReceipt> publish(RunningService service, String text) {
        var message = service.bean(TextMessageConverter.class).toMessage(text, (String) null);
        return CompletableFuture.supplyAsync(
                () ->
                        service.bean(ConfirmedPublisher.class)
                                .publish(TestService.UNBOUND, "", message),
                Thread::startVirtualThread);
    }

    /** Forwards everything until a connection is frozen, then reads nothing more from it. */
    private static final class Network implements AutoCloseable {

        private final ServerSocket server;
        private final List<Link> links = new CopyOnWriteArrayList<>();

        Network() {
            try {
                server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            Thread.startVirtualThread(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        /** The publisher connects last, with its first message. */
        void freezeLast() {
            links.getLast().frozen = true;
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    RealBroker broker = RealBroker.get();
                    Link link = new Link(server.accept(), new Socket(broker.host(), broker.port()));
                    links.add(link);
                    Thread.startVirtualThread(() -> link.forward(link.service, link.broker));
                    Thread.startVirtualThread(() -> link.forward(link.broker, link.service));
                } catch (IOException e) {
                    // The test is over.
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Link link : links) {
                link.closed.countDown();
                link.service.close();
                link.broker.close();
            }
        }
    }

    private static final class Link {

        final Socket service;
        final Socket broker;
        final CountDownLatch closed = new CountDownLatch(1);
        volatile boolean frozen;

        Link(Socket service, Socket broker) {
            this.service = service;
            this.broker = broker;
        }

        void forward(Socket from, Socket to) {
            byte[] buffer = new byte[8192];
            try (from;
                    to;
                    InputStream in = from.getInputStream()) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (frozen) {
                        closed.await();
                    }
                    to.getOutputStream().write(buffer, 0, read);
                }
            } catch (IOException e) {
                // One end has closed the connection.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
