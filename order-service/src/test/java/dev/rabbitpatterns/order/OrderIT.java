package dev.rabbitpatterns.order;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.test.ApiDocument;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Orders are placed, published, shipped, dead-lettered and replayed. */
@RealBrokerTest
@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:orders;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
            "spring.rabbitmq.listener.simple.retry.initial-interval=10ms",
            "messaging.outbox.retry-after=200ms"
        })
class OrderIT {

    private final RestTestClient rest;
    private final TutorialProgram tutorial = new TutorialProgram();

    OrderIT(@LocalServerPort int port) {
        rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    @BeforeEach
    void startWithEmptyQueues() {
        assertThatQueue(OrderTopology.QUEUE).hasConsumers(1).isEmpty();
        tutorial.purge("orders.shipping.dead");
    }

    @AfterEach
    void theBooksBalance() {
        tutorial.close();
        assertThat(books().balanced()).isTrue();
        assertThat(books().doubles()).isZero();
    }

    @Test
    void documentsEveryOperationWithExamplesAndProblems() {
        ApiDocument.check(rest);
    }

    @Test
    void anOrderIsPlacedPublishedAndShippedOnce() {
        Order placed = place(new NewOrder("Ada", List.of("a book", "a lamp")));

        await().untilAsserted(() ->
                assertThat(life(placed.id()).state()).isEqualTo(OrderLife.State.SHIPPED));
        OrderLife life = life(placed.id());
        assertThat(life.order()).isEqualTo(placed);
        assertThat(life.shipments()).isEqualTo(1);
        assertThat(life.shippedAt()).isAfterOrEqualTo(placed.placedAt());
        await().untilAsserted(() ->
                assertThat(life(placed.id()).outbox())
                        .satisfies(row -> {
                            assertThat(row.exchange()).isEqualTo("orders");
                            assertThat(row.routingKey()).isEqualTo("order.placed");
                            assertThat(row.publishedAt()).isNotNull();
                            assertThat(row.reason()).isNull();
                        }));
        rest.get()
                .uri("/orders")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$[0].id")
                .isEqualTo(placed.id().toString())
                .jsonPath("$[0].state")
                .isEqualTo("shipped");
    }

    @Test
    void aRepeatedKeyGivesTheSameOrderAndNeverAnother() {
        NewOrder wanted = new NewOrder("Grace", List.of("a clock"));
        int before = books().orders();
        Order first = placed(post(wanted, "order-4711"));

        assertThat(placed(post(wanted, "order-4711"))).isEqualTo(first);
        post(new NewOrder("Grace", List.of("two clocks")), "order-4711")
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:key-reused");

        assertThat(books().orders()).isEqualTo(before + 1);
        await().untilAsserted(() -> assertThat(life(first.id()).shipments()).isEqualTo(1));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    no customer     | {"items":["a"]}                                | #/customer
                    blank customer  | {"customer":" ","items":["a"]}                 | #/customer
                    no items        | {"customer":"Ada"}                             | #/items
                    empty           | {"customer":"Ada","items":[]}                  | #/items
                    null item       | {"customer":"Ada","items":[null]}              | #/items/0
                    zero            | {"customer":"A\\u0000","items":["a"]}          | #/customer
                    lone surrogate  | {"customer":"Ada","items":["a","\\ud83d"]}     | #/items/1
                    unknown field   | {"customer":"Ada","items":["a"],"price":1}     | #/price
                    malformed       | {"customer":                                   | #
                    """)
    void rejectsAnInvalidOrderWithAPointerToTheFault(String fault, String body, String pointer) {
        int before = books().orders();

        rest.post()
                .uri("/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:invalid-request")
                .jsonPath("$.errors[0].pointer")
                .isEqualTo(pointer);

        assertThat(books().orders()).isEqualTo(before);
    }

    @Test
    void anOrderThatNobodyPlacedIsUnknown() {
        rest.get()
                .uri("/orders/{id}", UUID.randomUUID())
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:unknown-order");
        rest.get().uri("/orders/4711").exchange().expectStatus().isBadRequest();
        post(new NewOrder("Ada", List.of("a book")), "two words").expectStatus().isBadRequest();
    }

    @Test
    void anOrderThatCannotBeShippedIsADeadLetterUntilItIsReplayed() {
        Order order = place(new NewOrder("Ada", List.of("out of stock: a lamp")));

        assertThatQueue("orders.shipping.dead").holds(1);
        OrderLife failed = life(order.id());
        assertThat(failed.state()).isEqualTo(OrderLife.State.FAILED);
        assertThat(failed.failure()).isEqualTo("'out of stock: a lamp' cannot be shipped");
        assertThat(books().failed()).isEqualTo(1);
        rest.get()
                .uri("/orders/dead")
                .exchange()
                .expectBody()
                .jsonPath("$[0].id")
                .isEqualTo(order.id().toString());

        String inStock =
                "{\"id\":\"%s\",\"customer\":\"Ada\",\"items\":[\"a lamp\"],\"placedAt\":\"%s\"}"
                        .formatted(order.id(), order.placedAt());
        rest.post()
                .uri("/orders/dead/replay")
                .body(Map.of("ids", List.of(order.id().toString()), "text", inStock))
                .exchange()
                .expectStatus()
                .isOk();

        await().untilAsserted(() ->
                assertThat(life(order.id()).state()).isEqualTo(OrderLife.State.SHIPPED));
        assertThat(life(order.id()).shipments()).isEqualTo(1);
        assertThat(books().failed()).isZero();
        assertThatQueue("orders.shipping.dead").isEmpty();
    }

    @Test
    void whatIsNoOrderIsADeadLetterAtOnce() {
        tutorial.emit("orders", "order.placed", "not an order");
        tutorial.emit("orders", "order.placed", "{\"id\":null}");
        tutorial.emit("orders", "order.placed", "null");
        tutorial.emit("orders", "order.placed", orderJson(UUID.randomUUID()));

        assertThatQueue("orders.shipping.dead").holds(4);
        assertThatQueue("orders.shipping").isEmpty();
    }

    @Test
    void anOrderWithoutAQueueStaysInTheOutboxWithItsReason() {
        tutorial.delete("orders.shipping");
        try {
            Order order = place(new NewOrder("Ada", List.of("a book")));

            await().untilAsserted(() ->
                    assertThat(life(order.id()).outbox())
                            .satisfies(row -> {
                                assertThat(row.reason()).contains("No queue is bound");
                                assertThat(row.attempts()).isPositive();
                                assertThat(row.publishedAt()).isNull();
                            }));
            assertThat(life(order.id()).state()).isEqualTo(OrderLife.State.PLACED);
            assertThat(books().inFlight()).isPositive();
        } finally {
            // The consumer declares it again.
            await().untilAsserted(() -> assertThat(books().inFlight()).isZero());
        }
    }

    private static String orderJson(UUID id) {
        return "{\"id\":\"%s\",\"customer\":\"Ada\",\"items\":[],\"placedAt\":\"2026-01-01T00:00:00Z\"}"
                .formatted(id);
    }

    private Order place(NewOrder order) {
        return placed(post(order, null));
    }

    private RestTestClient.ResponseSpec post(NewOrder order, @Nullable String key) {
        return rest.post()
                .uri("/orders")
                .headers(headers -> {
                    if (key != null) {
                        headers.set("Idempotency-Key", key);
                    }
                })
                .body(order)
                .exchange();
    }

    private static Order placed(RestTestClient.ResponseSpec response) {
        return Objects.requireNonNull(
                response.expectStatus().isCreated().returnResult(Order.class).getResponseBody());
    }

    private OrderLife life(UUID id) {
        return Objects.requireNonNull(
                rest.get()
                        .uri("/orders/{id}", id)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .returnResult(OrderLife.class)
                        .getResponseBody());
    }

    private Books books() {
        return Objects.requireNonNull(
                rest.get()
                        .uri("/orders/books")
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .returnResult(new ParameterizedTypeReference<Books>() {})
                        .getResponseBody());
    }
}
