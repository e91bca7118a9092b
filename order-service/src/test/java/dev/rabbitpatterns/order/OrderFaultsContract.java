package dev.rabbitpatterns.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.reset;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.rabbitpatterns.messaging.consume.Deduplicator;
import dev.rabbitpatterns.messaging.outbox.Outbox;
import dev.rabbitpatterns.messaging.outbox.OutboxMessage;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.RunningService;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.invocation.InvocationOnMock;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Fails at every step between an order and its shipment, and counts: nothing is lost, nothing is
 * doubled, and everything goes on by itself.
 */
@RealBrokerTest
@TestPropertySource(
        properties = {
            "messaging.outbox.poll-interval=50ms",
            "messaging.outbox.retry-after=50ms",
            "messaging.consume.database-retry-after=100ms",
            "messaging.consume.reconnect-interval=100ms",
            "spring.datasource.hikari.connection-timeout=1000",
            "spring.rabbitmq.listener.simple.retry.initial-interval=10ms"
        })
abstract class OrderFaultsContract {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MANY = 60;
    private static final int MOST = 600;
    private static final String SAME = "the-same-order";

    /** What ends a process is no exception that somebody handles. */
    static final class KilledError extends Error {}

    private final RestTestClient rest;

    @MockitoSpyBean ConfirmedPublisher publisher;
    @MockitoSpyBean private Deduplicator deduplicator;
    @MockitoSpyBean Orders orders;
    @Autowired private Outbox outbox;
    @Autowired private PlatformTransactionManager transactions;
    @Autowired private CachingConnectionFactory connections;
    @Autowired private MeterRegistry meters;
    @Autowired private JdbcClient database;
    @Autowired private Environment settings;

    private int before;

    OrderFaultsContract(int port) {
        rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    /** Makes the database fail, as suddenly as it can. */
    abstract void breakDatabase() throws Exception;

    abstract void repairDatabase() throws Exception;

    @BeforeEach
    void count() {
        before = orders.books().orders();
    }

    @AfterEach
    void noOrderIsLostOrDoubled() {
        reset(publisher, deduplicator, orders);
        assertThatAllAreShipped(before);
    }

    @Test
    void aRelayThatIsKilledAtAnyStepPublishesAgain() throws Exception {
        Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
        AtomicInteger kills = new AtomicInteger();
        doAnswer(
                        call -> {
                            String id = idOf(call);
                            int attempt =
                                    attempts.computeIfAbsent(id, _ -> new AtomicInteger())
                                            .incrementAndGet();
                            if (attempt == 1) {
                                kills.incrementAndGet();
                                throw new KilledError(); // before the publish
                            }
                            Object receipt = call.callRealMethod();
                            if (attempt == 2) {
                                kills.incrementAndGet();
                                throw new KilledError(); // after the confirm, before the mark
                            }
                            return receipt;
                        })
                .when(publisher)
                .publish(any(), any(), any());

        place(MANY);

        assertThatAllAreShipped(before + MANY);
        assertThat(kills).hasValue(2 * MANY);
        assertThat(meters.counter("messaging.events", "type", "duplicate").count()).isPositive();
        counted(MANY);
    }

    @Test
    void aConsumerThatFailsAtAnyStepShipsOnce() {
        Set<UUID> beforeEffect = ConcurrentHashMap.newKeySet();
        Set<UUID> beforeCommit = ConcurrentHashMap.newKeySet();
        AtomicInteger acksLost = new AtomicInteger();
        doAnswer(
                        call -> {
                            UUID id = call.getArgument(0);
                            if (beforeEffect.add(id)) {
                                throw new IllegalStateException("failed before the effect");
                            }
                            Object shipped = call.callRealMethod();
                            if (beforeCommit.add(id)) {
                                throw new IllegalStateException("failed before the commit");
                            }
                            return shipped;
                        })
                .when(orders)
                .ship(any());
        doAnswer(
                        call -> {
                            Object ran = call.callRealMethod();
                            if (Boolean.TRUE.equals(ran) && acksLost.incrementAndGet() % 20 == 1) {
                                connections.resetConnection(); // after the commit, before the ack
                            }
                            return ran;
                        })
                .when(deduplicator)
                .runOnce(any(), any());

        place(MANY);

        assertThatAllAreShipped(before + MANY);
        assertThat(beforeCommit).hasSize(MANY);
        assertThat(acksLost).hasValue(MANY);
        counted(MANY);
    }

    @Test
    void underLoadTheDatabaseAndTheBrokerMayFailOneAfterTheOtherAndTogether() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        List<Future<Integer>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2; i++) {
                clients.add(threads.submit(() -> placeUntil(enough)));
            }
            breakAndRepairDatabase();
            RealBroker.get().stop();
            try {
                counted(place(3).size());
                await().atMost(TIMEOUT)
                        .until(() ->
                                database.sql(
                                                        "select count(*) from outbox where published_at is null and reason is not null")
                                                .query((row, number) -> row.getInt(1))
                                                .single()
                                        > 0);
                breakAndRepairDatabase();
            } finally {
                RealBroker.get().start();
            }
            enough.set(true);
        }

        counted(1);
        for (Future<Integer> client : clients) {
            assertThat(client.get()).isPositive();
            counted(client.get());
        }
    }

    private int placeUntil(AtomicBoolean enough) {
        int placed = 0;
        while (!enough.get() && placed < MOST) {
            place();
            placed++;
        }
        return placed;
    }

    /** Always under the same key, so that it is one order. */
    private void breakAndRepairDatabase() throws Exception {
        breakDatabase();
        await().until(() -> statusOf(SAME) >= 503);
        repairDatabase();
        await().atMost(TIMEOUT).until(() -> statusOf(SAME) == 201);
    }

    @Test
    void twoRelaysShareTheRowsAndKeepTheOrderOfEachAggregate() throws Exception {
        int aggregates = 10;
        int rows = 15;
        Set<String> killed = ConcurrentHashMap.newKeySet();
        doAnswer(
                        call -> {
                            String id = idOf(call);
                            if (id.hashCode() % 7 == 0 && killed.add(id)) {
                                call.callRealMethod();
                                throw new KilledError();
                            }
                            return call.callRealMethod();
                        })
                .when(publisher)
                .publish(any(), any(), any());
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        try (Connection connection = RealBroker.get().connect();
                RunningService other =
                        RunningService.start(OrderApplication.class, sameSettings())) {
            listen(connection, received);
            for (int row = 0; row < rows; row++) {
                for (int aggregate = 0; aggregate < aggregates; aggregate++) {
                    if (row % 2 == 0) {
                        add(transactions, outbox, aggregate, row);
                    } else {
                        add(
                                other.bean(PlatformTransactionManager.class),
                                other.bean(Outbox.class),
                                aggregate,
                                row);
                    }
                }
            }

            await().atMost(TIMEOUT).until(() -> Set.copyOf(received).size() == aggregates * rows);
            for (int aggregate = 0; aggregate < aggregates; aggregate++) {
                String prefix = "aggregate-" + aggregate + " ";
                assertThat(List.copyOf(received))
                        .filteredOn(text -> text.startsWith(prefix))
                        .extracting(text -> Integer.valueOf(text.substring(prefix.length())))
                        .satisfies(numbers -> assertThat(numbers.stream().distinct()).isSorted());
            }
            assertThat(published(other.bean(MeterRegistry.class))).isPositive();
            before = orders.books().orders();
        }
        // These rows belong to no order.
        database.sql("delete from outbox where routing_key = 'test.order'").update();
    }

    private Map<String, Object> sameSettings() {
        Map<String, Object> same = new HashMap<>();
        for (String name :
                List.of(
                        "spring.datasource.url",
                        "spring.datasource.username",
                        "spring.datasource.password",
                        "messaging.outbox.poll-interval",
                        "messaging.outbox.retry-after")) {
            same.put(name, Objects.requireNonNull(settings.getProperty(name)));
        }
        return same;
    }

    private static double published(MeterRegistry registry) {
        return registry.counter("messaging.events", "type", "published").count();
    }

    private static void add(
            PlatformTransactionManager transactions, Outbox writer, int aggregate, int row) {
        String name = "aggregate-" + aggregate;
        new TransactionTemplate(transactions)
                .executeWithoutResult(status ->
                        writer.add(
                                new OutboxMessage(
                                        name,
                                        OrderTopology.EXCHANGE,
                                        "test.order",
                                        UUID.randomUUID().toString(),
                                        name + " " + row)));
    }

    private static void listen(Connection connection, List<String> received) throws Exception {
        Channel channel = connection.createChannel();
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, OrderTopology.EXCHANGE, "test.#");
        channel.basicConsume(
                queue,
                true,
                (tag, delivery) ->
                        received.add(new String(delivery.getBody(), StandardCharsets.UTF_8)),
                tag -> {});
    }

    static String idOf(InvocationOnMock publish) {
        Message message = publish.getArgument(2);
        return Objects.requireNonNull(message.getMessageProperties().getMessageId());
    }

    List<String> place(int number) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            keys.add(place());
        }
        return keys;
    }

    /** As a careful client: tries again under the same key, until it is told that it is done. */
    private String place() {
        String key = UUID.randomUUID().toString();
        if (statusOf(key) != 201) {
            await().atMost(TIMEOUT).until(() -> statusOf(key) == 201);
        }
        return key;
    }

    int statusOf(String key) {
        return rest.post()
                .uri("/orders")
                .header("Idempotency-Key", key)
                .body(Map.of("customer", "Ada", "items", List.of("a book")))
                .exchange()
                .returnResult(String.class)
                .getStatus()
                .value();
    }

    /** So many orders more than before are there. */
    void counted(int placed) {
        before += placed;
    }

    void assertThatAllAreShipped(int expected) {
        await().atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(orders.books())
                                .isEqualTo(new Books(expected, 0, expected, expected, 0, 0)));
    }
}
