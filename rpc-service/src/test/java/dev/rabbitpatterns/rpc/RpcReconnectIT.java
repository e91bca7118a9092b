package dev.rabbitpatterns.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.test.CuttingProxy;
import dev.rabbitpatterns.test.RunningService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cuts the connections of both sides at every step of a reconnect: calls are answered again. */
class RpcReconnectIT {

    @Test
    @Timeout(180)
    void callsAreAnsweredAgainAfterACutAtAnyStepOfAReconnect() {
        try (CuttingProxy proxy = new CuttingProxy();
                RunningService running = start(proxy)) {

            int steps = proxy.cutAtEachStep(() -> awaitAnAnswer(running));

            assertThat(steps).isGreaterThan(10);
        }
    }

    private static RunningService start(CuttingProxy proxy) {
        Map<String, Object> properties = new HashMap<>(proxy.applicationProperties());
        properties.put("messaging.consume.reconnect-interval", "50ms");
        properties.put("rpc.client.timeout", "250ms");
        properties.put("rpc.client.no-server-check-after", "50ms");
        return RunningService.start(RpcApplication.class, properties).awaitReady();
    }

    private static void awaitAnAnswer(RunningService running) {
        await().atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .untilAsserted(() ->
                        running.rest().get().uri("/fibonacci/10").exchange().expectStatus().isOk());
    }
}
