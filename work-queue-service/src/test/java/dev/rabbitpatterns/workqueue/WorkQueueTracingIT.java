package dev.rabbitpatterns.workqueue;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.http.MediaType.APPLICATION_JSON;

import com.rabbitmq.client.AMQP;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.exporter.SpanReporter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A task has one trace, which nobody but its sender can choose and which no header can break. */
@RealBrokerTest
@ActiveProfiles("tracing")
@Import(WorkQueueTracingIT.Collected.class)
@TestPropertySource(
        properties = {
            "management.tracing.export.zipkin.enabled=false",
            "work-queue.retries=1",
            "work-queue.first-retry-after=500ms"
        })
class WorkQueueTracingIT {

    private static final String SENDERS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String REPLAYERS_TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String STRANGERS_TRACE = "b7ad6b7169203331b7ad6b7169203331";

    private final RestTestClient rest;
    private final List<FinishedSpan> spans;
    private final TutorialProgram tutorial = new TutorialProgram();

    @TestConfiguration(proxyBeanMethods = false)
    static class Collected {

        private final List<FinishedSpan> spans = new CopyOnWriteArrayList<>();

        @Bean
        SpanReporter collector() {
            return new SpanReporter() {
                @Override
                public void report(FinishedSpan span) {
                    spans.add(span);
                }

                @Override
                public void close() {}
            };
        }
    }

    WorkQueueTracingIT(@LocalServerPort int port, @Autowired Collected collected) {
        rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
        spans = collected.spans;
    }

    @BeforeEach
    void startWithEmptyQueues() {
        assertThatQueue("task_queue").hasConsumers(2).isEmpty();
        tutorial.purge("task_queue.dead");
    }

    @AfterEach
    void disconnect() {
        tutorial.close();
    }

    @Test
    void aTaskHasOneTraceFromTheRequestOverItsRetryDeadLetterAndReplayToItsEffect() {
        String id = send("{\"text\":\"wash the dishes\",\"failures\":9}");
        assertThatQueue("task_queue.dead").holds(1);

        rest.post()
                .uri("/tasks/dead/replay")
                .header("traceparent", parent(REPLAYERS_TRACE))
                .exchange()
                .expectStatus()
                .isOk();

        await().untilAsserted(() -> assertThat(task(id).status()).isEqualTo(Tasks.Status.DONE));
        await().untilAsserted(() ->
                assertThat(stepsOf(SENDERS_TRACE))
                        .containsExactly(
                                "http post /tasks",
                                "/task_queue send",
                                "task_queue receive",
                                "/task_queue.retry.500ms send",
                                "task_queue receive",
                                "/task_queue.dead send",
                                "task_queue replay",
                                "/task_queue send",
                                "task_queue receive"));
        assertThat(stepsOf(REPLAYERS_TRACE)).containsExactly("http post /tasks/dead/replay");
        assertThat(spansOf(SENDERS_TRACE))
                .extracting(FinishedSpan::getLocalServiceName)
                .containsOnly("work-queue-service");
    }

    @Test
    void headersThatAreNoTraceHurtNothingAndAreNotContinued() {
        List<Object> traces =
                List.of(
                        42,
                        true,
                        List.of("a"),
                        Map.of("a", "b"),
                        new byte[] {1, 2},
                        "",
                        "x".repeat(100_000),
                        parent("0".repeat(32)),
                        parent(STRANGERS_TRACE).toUpperCase(Locale.ROOT),
                        parent(STRANGERS_TRACE) + "-more");
        for (Object trace : traces) {
            sendWith(Map.of("traceparent", trace));
            sendWith(Map.of("traceparent", parent(STRANGERS_TRACE), "tracestate", trace));
        }
        Map<String, Object> others =
                Map.of(
                        "b3",
                        STRANGERS_TRACE + "-00f067aa0ba902b7-1",
                        "X-B3-TraceId",
                        7,
                        "tracestate",
                        "a=" + "x".repeat(50_000),
                        "baggage",
                        "a=b,".repeat(10_000),
                        "x-simulate-failures",
                        9);
        tutorial.send("task_queue", "fails".getBytes(UTF_8), with(others));

        assertThatQueue("task_queue.dead").holds(1);
        assertThatQueue("task_queue").isEmpty();
        Map<String, Object> headers = tutorial.receive("task_queue.dead").getProps().getHeaders();
        assertThat(headers.get("traceparent"))
                .asString()
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                .doesNotContain(STRANGERS_TRACE);
        assertThat(headers).doesNotContainKeys("baggage", "tracestate");
    }

    private void sendWith(Map<String, Object> headers) {
        tutorial.send("task_queue", "strange".getBytes(UTF_8), with(headers));
    }

    private static AMQP.BasicProperties with(Map<String, Object> headers) {
        return new AMQP.BasicProperties.Builder().headers(headers).build();
    }

    private static String parent(String trace) {
        return "00-" + trace + "-00f067aa0ba902b7-01";
    }

    private String send(String json) {
        return Objects.requireNonNull(
                        rest.post()
                                .uri("/tasks")
                                .header("traceparent", parent(SENDERS_TRACE))
                                .contentType(APPLICATION_JSON)
                                .body(json)
                                .exchange()
                                .expectStatus()
                                .isAccepted()
                                .returnResult(PublishReceipt.class)
                                .getResponseBody())
                .id();
    }

    private Tasks.Task task(String id) {
        return Objects.requireNonNull(
                rest.get()
                        .uri("/tasks/{id}", id)
                        .exchange()
                        .returnResult(Tasks.Task.class)
                        .getResponseBody());
    }

    private List<FinishedSpan> spansOf(String trace) {
        return spans.stream()
                .filter(span -> span.getTraceId().equals(trace))
                .sorted(Comparator.comparing(FinishedSpan::getStartTimestamp))
                .toList();
    }

    private List<String> stepsOf(String trace) {
        return spansOf(trace).stream().map(FinishedSpan::getName).toList();
    }
}
