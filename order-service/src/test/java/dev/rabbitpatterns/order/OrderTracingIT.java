package dev.rabbitpatterns.order;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.test.RealBrokerTest;
import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.exporter.SpanReporter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** An order has one trace, also over the table in which it waits. */
@RealBrokerTest
@ActiveProfiles("tracing")
@Import(OrderTracingIT.Collected.class)
@TestPropertySource(
        properties = {
            "management.tracing.export.zipkin.enabled=false",
            "spring.datasource.url=jdbc:h2:mem:traced;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"
        })
class OrderTracingIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final RestTestClient rest;
    private final List<FinishedSpan> spans;

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

    OrderTracingIT(@LocalServerPort int port, @Autowired Collected collected) {
        rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
        spans = collected.spans;
    }

    @Test
    void anOrderHasOneTraceFromTheRequestOverTheOutboxToItsShipment() {
        assertThatQueue(OrderTopology.QUEUE).hasConsumers(1);

        rest.post()
                .uri("/orders")
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .body(Map.of("customer", "Ada", "items", List.of("a book")))
                .exchange()
                .expectStatus()
                .isCreated();

        await().untilAsserted(() ->
                assertThat(
                                spans.stream()
                                        .filter(span -> span.getTraceId().equals(TRACE))
                                        .sorted(
                                                Comparator.comparing(
                                                        FinishedSpan::getStartTimestamp))
                                        .map(FinishedSpan::getName))
                        .containsExactly(
                                "http post /orders",
                                "outbox relay",
                                "orders/order.placed send",
                                "orders.shipping receive"));
    }
}
