package dev.rabbitpatterns.hello;

import static dev.rabbitpatterns.hello.LineUpload.message;
import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.messaging.consume.Deduplicator;
import dev.rabbitpatterns.messaging.consume.Inbox;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RunningService;
import dev.rabbitpatterns.test.TutorialProgram;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.client.ResourceAccessException;
import tools.jackson.databind.JsonNode;

/**
 * Starts and stops the service, with and without a broker, and while a message is being processed.
 */
@ExtendWith(OutputCaptureExtension.class)
class HelloLifecycleIT {

    private final TutorialProgram tutorial = new TutorialProgram();

    @BeforeEach
    void startWithoutQueues() {
        tutorial.delete("hello").delete("hello.dead");
    }

    @AfterEach
    void disconnect() {
        tutorial.close();
    }

    @Test
    void isLiveButNotReadyUntilTheBrokerIsUp() {
        RealBroker.get().stop();
        try (RunningService service = RunningService.start(HelloApplication.class, Map.of())) {
            assertThat(service.health("liveness")).isEqualTo(HttpStatus.OK);
            assertThat(service.health("readiness")).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
            send(service, "too early")
                    .expectStatus()
                    .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
                    .expectHeader()
                    .exists("Retry-After")
                    .expectBody()
                    .jsonPath("$.type")
                    .isEqualTo("urn:problem-type:broker-unavailable");
            service.rest()
                    .get()
                    .uri("/topology")
                    .exchange()
                    .expectBody()
                    .jsonPath("$.broker.reachable")
                    .isEqualTo(false)
                    .jsonPath("$.queues[0].name")
                    .isEqualTo("hello")
                    .jsonPath("$.queues[0].present")
                    .doesNotExist();

            RealBroker.get().start();
            service.awaitReady();

            await().untilAsserted(() -> send(service, "now").expectStatus().isAccepted());
            await().untilAsserted(() ->
                    assertThat(service.bean(Inbox.class).contents().total()).isPositive());
            assertThat(service.bean(Inbox.class).contents().messages())
                    .allMatch(message -> message.text().equals("now"));
        } finally {
            RealBroker.get().start();
        }
    }

    @Test
    void logsAnIncompatibleQueueOnceAndStaysUnready(CapturedOutput output) {
        tutorial.declare("hello", Map.of());
        try (RunningService service = RunningService.start(HelloApplication.class, Map.of())) {
            await().untilAsserted(() ->
                    assertThat(service.health("readiness"))
                            .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));
            assertThat(service.health("liveness")).isEqualTo(HttpStatus.OK);
            service.rest()
                    .get()
                    .uri("/actuator/health/readiness")
                    .exchange()
                    .expectBody()
                    .jsonPath("$.components.topology.details.refused")
                    .value(
                            String.class,
                            reason ->
                                    assertThat(reason)
                                            .contains(
                                                    "inequivalent arg 'x-queue-type' for queue 'hello'"));

            await().during(Duration.ofSeconds(7))
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> {
                        assertThatQueue("hello").hasConsumers(0);
                        assertThat(output.getAll())
                                .containsOnlyOnce("The broker refuses this service's topology");
                    });
        }

        tutorial.delete("hello");
        try (RunningService service = RunningService.start(HelloApplication.class, Map.of())) {
            service.awaitReady();
            assertThatQueue("hello").hasConsumers(1);
        }
    }

    @Test
    void finishesTheCurrentMessageBeforeStopping() throws Exception {
        RunningService service =
                RunningService.start(
                        WithSlowWork.class,
                        Map.of("spring.main.allow-bean-definition-overriding", true));
        SlowWork work = (SlowWork) service.bean(Deduplicator.class);
        tutorial.send("hello", "current").send("hello", "next");
        work.started.await();

        AbstractMessageListenerContainer consumer = consumerOf(service);
        CompletableFuture<Void> stopping =
                CompletableFuture.runAsync(service::close, Thread::startVirtualThread);
        await().until(() -> !consumer.isActive());
        assertThat(stopping).isNotDone();
        work.release.countDown();
        stopping.get();

        assertThat(work.finished).hasValue(1);
        assertThatQueue("hello").holds(1);
        assertThat(tutorial.receive("hello").getBody()).asString().isEqualTo("next");
    }

    @Test
    void requeuesAMessageThatOutlastsTheShutdownTimeout() throws Exception {
        RunningService service =
                RunningService.start(
                        WithSlowWork.class,
                        Map.of(
                                "messaging.consume.shutdown-timeout",
                                "500ms",
                                "spring.main.allow-bean-definition-overriding",
                                true));
        SlowWork work = (SlowWork) service.bean(Deduplicator.class);
        tutorial.send("hello", "never ends");
        work.started.await();

        service.close();

        assertThat(work.finished).hasValue(0);
        assertThatQueue("hello").holds(1);
        tutorial.purge("hello");
    }

    @Test
    void anUploadDuringShutdownEndsSoonAndNothingConfirmedIsLost() throws Exception {
        RunningService service =
                RunningService.start(
                        HelloApplication.class,
                        Map.of("spring.rabbitmq.listener.simple.auto-startup", false));
        tutorial.declare("hello");
        try (LineUpload upload = new LineUpload(service.url())) {
            AtomicInteger answered = new AtomicInteger();
            CompletableFuture<List<JsonNode>> answers =
                    upload.answersMeanwhile(answer -> answered.incrementAndGet());
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(
                            () -> sendUntil(upload, answers), Thread::startVirtualThread);
            await().until(() -> answered.get() > 100);
            long start = System.nanoTime();

            service.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(15));
            List<JsonNode> all = answers.join();
            sending.join();
            assertThat(all.getLast().path("type").asString())
                    .isEqualTo("urn:problem-type:shutting-down");
            List<String> confirmed =
                    all.stream()
                            .filter(answer -> answer.has("id"))
                            .map(answer -> answer.get("id").asString())
                            .toList();
            assertThat(confirmed).hasSize(all.size() - 1);
            assertThat(tutorial.receiveAll("hello"))
                    .extracting(one -> one.getProperties().getMessageId())
                    .containsExactlyElementsOf(confirmed);
        }
    }

    /** More than fits into the client's buffer, so that the rest is lost with the connection. */
    @Test
    void whatAnUploadHasNotReadYetIsNotLostWithTheService() throws Exception {
        int lines = 1000;
        RunningService service = RunningService.start(HelloApplication.class, Map.of());
        try (LineUpload upload = new LineUpload(service.url())) {
            upload.send(message("before the shutdown").repeat(lines));
            await().until(() -> service.bean(Inbox.class).contents().total() == lines);
            CompletableFuture<Void> stopping =
                    CompletableFuture.runAsync(service::close, Thread::startVirtualThread);
            await().until(() -> refusesConnections(service));

            upload.send(message("too late").repeat(lines));

            await().during(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(stopping).isNotDone());
            upload.end();
            List<JsonNode> all = upload.answers();
            assertThat(all).hasSize(lines + 1);
            assertThat(all.getLast().path("type").asString())
                    .isEqualTo("urn:problem-type:shutting-down");
            stopping.get();
        }
    }

    private static boolean refusesConnections(RunningService service) {
        try {
            var _ = service.health("liveness");
            return false;
        } catch (ResourceAccessException e) {
            return true;
        }
    }

    private static void sendUntil(LineUpload upload, CompletableFuture<?> ended) {
        try {
            while (!ended.isDone()) {
                upload.send(message("during the shutdown"));
            }
        } catch (UncheckedIOException disconnected) {
            // The service has ended.
        }
    }

    private static RestTestClient.ResponseSpec send(RunningService service, String text) {
        return service.rest().post().uri("/messages").body(Map.of("text", text)).exchange();
    }

    private static AbstractMessageListenerContainer consumerOf(RunningService service) {
        RabbitListenerEndpointRegistry listeners =
                service.bean(RabbitListenerEndpointRegistry.class);
        return (AbstractMessageListenerContainer)
                Objects.requireNonNull(listeners.getListenerContainer("hello"));
    }

    /** Blocks each message until the test releases it. */
    private static final class SlowWork implements Deduplicator {

        private final CountDownLatch started = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        private final AtomicInteger finished = new AtomicInteger();

        @Override
        public boolean runOnce(@Nullable String messageId, Runnable effect) {
            started.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
            effect.run();
            finished.incrementAndGet();
            return true;
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    @Import(HelloApplication.class)
    static class WithSlowWork {

        @Bean
        Deduplicator slowWork() {
            return new SlowWork();
        }
    }
}
