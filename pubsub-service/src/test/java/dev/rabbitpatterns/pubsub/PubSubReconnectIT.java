package dev.rabbitpatterns.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.test.CuttingProxy;
import dev.rabbitpatterns.test.ExchangeServiceClient;
import dev.rabbitpatterns.test.ExchangeServiceClient.Subscriber;
import dev.rabbitpatterns.test.LiveStreamReader;
import dev.rabbitpatterns.test.RunningService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cuts the connections at every step of a reconnect: every subscriber receives logs again. */
class PubSubReconnectIT {

    @Test
    @Timeout(180)
    void subscribersRecoverFromACutAtAnyStepOfAReconnect() {
        try (CuttingProxy proxy = new CuttingProxy();
                RunningService running = start(proxy)) {
            ExchangeServiceClient service = new ExchangeServiceClient(running.url());
            Subscriber kept = service.subscribe(Map.of());
            try (LiveStreamReader stream = service.stream("")) {
                int steps = proxy.cutAtEachStep(() -> awaitDeliveryToAll(service, kept, stream));

                assertThat(steps).isGreaterThan(10);
            }
        }
    }

    private static RunningService start(CuttingProxy proxy) {
        Map<String, Object> properties = new HashMap<>(proxy.applicationProperties());
        properties.put("messaging.subscribe.reconnect-interval", "50ms");
        return RunningService.start(PubSubApplication.class, properties).awaitReady();
    }

    /** A disconnected subscriber never sees what was sent, so each attempt sends a new text. */
    private static void awaitDeliveryToAll(
            ExchangeServiceClient service, Subscriber kept, LiveStreamReader stream) {
        await().atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .ignoreExceptions()
                .untilAsserted(() -> {
                    String text = UUID.randomUUID().toString();
                    service.post("/logs", Map.of("text", text)).expectStatus().isAccepted();
                    await().pollInterval(Duration.ofMillis(20))
                            .atMost(Duration.ofMillis(250))
                            .until(() ->
                                    service.texts(kept).contains(text)
                                            && stream.data("message").stream()
                                                    .anyMatch(data -> data.contains(text)));
                });
    }
}
