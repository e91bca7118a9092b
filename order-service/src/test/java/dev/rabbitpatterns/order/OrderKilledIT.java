package dev.rabbitpatterns.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.test.RealPostgres;
import dev.rabbitpatterns.test.ServiceProcess;
import dev.rabbitpatterns.test.TutorialProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The process itself is killed under load, whatever it is doing at that moment, and counted. */
class OrderKilledIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int CLIENTS = 4;
    private static final int AT_LEAST = 50;

    private final AtomicInteger placed = new AtomicInteger();
    private final List<ServiceProcess> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(ServiceProcess::close);
    }

    @Test
    void aProcessThatIsKilledUnderLoadLosesAndDoublesNoOrder() throws Exception {
        try (TutorialProgram tutorial = new TutorialProgram()) {
            tutorial.delete(OrderTopology.QUEUE);
        }
        Map<String, Object> settings = new HashMap<>(RealPostgres.get().newDatabase());
        ServiceProcess service = ServiceProcess.start("order-service", settings);
        started.add(service);
        AtomicBoolean enough = new AtomicBoolean();
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            RestTestClient rest = service.rest();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> placeUntil(enough, rest)));
            }
            try {
                for (int kill = 0; kill < 2; kill++) {
                    awaitMore();
                    service.kill();
                    service = service.startAgain();
                    started.add(service);
                }
                awaitMore();
            } finally {
                enough.set(true);
            }
        }
        for (Future<?> client : running) {
            client.get();
        }
        RestTestClient rest = service.rest();

        int all = placed.get();
        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(books(rest)).isEqualTo(new Books(all, 0, all, all, 0, 0)));
    }

    private void awaitMore() {
        int before = placed.get();
        await().atMost(TIMEOUT).until(() -> placed.get() >= before + AT_LEAST);
    }

    private void placeUntil(AtomicBoolean enough, RestTestClient rest) {
        while (!enough.get()) {
            String key = UUID.randomUUID().toString();
            await().pollDelay(Duration.ZERO)
                    .atMost(TIMEOUT)
                    .ignoreExceptions()
                    .until(() -> isPlaced(rest, key));
            placed.incrementAndGet();
        }
    }

    private static boolean isPlaced(RestTestClient rest, String key) {
        return rest.post()
                .uri("/orders")
                .header("Idempotency-Key", key)
                .body(Map.of("customer", "Ada", "items", List.of("a book")))
                .exchange()
                .returnResult(String.class)
                .getStatus()
                .is2xxSuccessful();
    }

    private static Books books(RestTestClient rest) {
        return Objects.requireNonNull(
                rest.get()
                        .uri("/orders/books")
                        .exchange()
                        .returnResult(Books.class)
                        .getResponseBody());
    }
}
