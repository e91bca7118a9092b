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
}
