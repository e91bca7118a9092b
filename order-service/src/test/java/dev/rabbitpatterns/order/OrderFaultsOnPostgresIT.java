package dev.rabbitpatterns.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;

import dev.rabbitpatterns.test.RealPostgres;
import dev.rabbitpatterns.test.RunningService;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** With PostgreSQL, which is killed and started again. */
class OrderFaultsOnPostgresIT extends OrderFaultsContract {

    private static final Map<String, Object> DATABASE = RealPostgres.get().newDatabase();

    OrderFaultsOnPostgresIT(@LocalServerPort int port) {
        super(port);
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        DATABASE.forEach((name, value) -> registry.add(name, () -> value));
    }

    @Override
    void breakDatabase() {
        RealPostgres.get().kill();
    }

    @Override
    void repairDatabase() {
        RealPostgres.get().start();
    }

    /**
     * PostgreSQL ends the session of a relay that holds its rows for too long, as of one that is
     * frozen.
     */
    @Test
    void aFrozenRelayThatThawsAfterItsLockIsGoneDoublesNothing() throws Exception {
        int placed = orders.books().orders();
        CountDownLatch thawed = new CountDownLatch(1);
        Set<String> frozen = ConcurrentHashMap.newKeySet();
        doAnswer(
                        call -> {
                            if (thawed.getCount() > 0) {
                                frozen.add(idOf(call));
                                thawed.await();
                            }
                            return call.callRealMethod();
                        })
                .when(publisher)
                .publish(any(), any(), any());

        place(5);
        await().until(() -> !frozen.isEmpty());
        try (RunningService _ = RunningService.start(OrderApplication.class, DATABASE)) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(orders.books().shipped()).isEqualTo(placed + 5));
            thawed.countDown();
            place(5);
            assertThatAllAreShipped(placed + 10);
            counted(10);
        } finally {
            thawed.countDown();
        }
    }

    /**
     * As PostgreSQL is when it is a replica, or its administrator has seen that the disk is full.
     */
    @Test
    void aDatabaseThatCannotBeWrittenRefusesOrdersAndLosesNoMessage() {
        place(20);
        String name =
                String.valueOf(DATABASE.get("spring.datasource.url")).replaceAll(".*/|[?].*", "");
        String sessions =
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
                        .formatted(name);
        RealPostgres server = RealPostgres.get();
        server.sql("alter database %s set default_transaction_read_only = on".formatted(name));
        server.sql(sessions);
        try {
            await().until(() -> statusOf("read-only") == 504);
            assertThat(statusOf("read-only")).isEqualTo(504);
        } finally {
            server.sql("alter database %s reset default_transaction_read_only".formatted(name));
            server.sql(sessions);
        }
        place(20);
        counted(40);
    }
}
