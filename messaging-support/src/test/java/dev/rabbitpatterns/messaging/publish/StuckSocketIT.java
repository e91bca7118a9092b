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

/** The network still holds the publisher's connection, and nothing passes: a write gets stuck. */
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
    void everyPublishEndsInTimeAndTheNextConnectionIsUsed() {
        try (RunningService service = start("1s")) {
            publish(service, "before").join();

            network.freezeLast();

            assertThatAllEndInTime(service);
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsInstanceOf(CompletionException.class)
                    .until(() -> publish(service, "after").join() != null);
        }
    }

    @Test
    void theServiceStopsAllTheSame() {
        RunningService service = start("60s");
        publish(service, "before").join();
        network.freezeLast();
        assertThatAllEndInTime(service);

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

    private static void assertThatAllEndInTime(RunningService service) {
        String large = "x".repeat(100_000);
        List<CompletableFuture<PublishReceipt>> all =
                IntStream.range(0, MESSAGES).mapToObj(i -> publish(service, large)).toList();

        assertThat(all)
                .allSatisfy(one ->
                        assertThat(one.handle((receipt, failure) -> "ended"))
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

    /** Passes everything on, until a connection is frozen: then it reads nothing more of it. */
    private static final class Network implements AutoCloseable {

        private final ServerSocket entrance;
        private final List<Link> links = new CopyOnWriteArrayList<>();

        Network() {
            try {
                entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            Thread.startVirtualThread(this::accept);
        }

        int port() {
            return entrance.getLocalPort();
        }

        /** The last to connect is the publisher: it does so with its first message. */
        void freezeLast() {
            links.getLast().frozen = true;
        }

        private void accept() {
            while (!entrance.isClosed()) {
                try {
                    RealBroker broker = RealBroker.get();
                    Link link =
                            new Link(entrance.accept(), new Socket(broker.host(), broker.port()));
                    links.add(link);
                    Thread.startVirtualThread(() -> link.pass(link.service, link.broker));
                    Thread.startVirtualThread(() -> link.pass(link.broker, link.service));
                } catch (IOException e) {
                    // The test is over.
                }
            }
        }

        @Override
        public void close() throws IOException {
            entrance.close();
            for (Link link : links) {
                link.over.countDown();
                link.service.close();
                link.broker.close();
            }
        }
    }

    private static final class Link {

        final Socket service;
        final Socket broker;
        final CountDownLatch over = new CountDownLatch(1);
        volatile boolean frozen;

        Link(Socket service, Socket broker) {
            this.service = service;
            this.broker = broker;
        }

        void pass(Socket from, Socket to) {
            byte[] buffer = new byte[8192];
            try (from;
                    to;
                    InputStream in = from.getInputStream()) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (frozen) {
                        over.await();
                    }
                    to.getOutputStream().write(buffer, 0, read);
                }
            } catch (IOException e) {
                // One end has closed it.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
