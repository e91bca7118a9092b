package dev.rabbitpatterns.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.consume.Inbox;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import dev.rabbitpatterns.test.CuttingProxy;
import dev.rabbitpatterns.test.RunningService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Cuts the connections at every step of a reconnect: confirmed messages are received once. */
class HelloReconnectIT {

    private final List<String> confirmed = new ArrayList<>();

    @Test
    @Timeout(180)
    void confirmedMessagesAreReceivedOnceDespiteACutAtAnyStepOfAReconnect() {
        try (CuttingProxy proxy = new CuttingProxy();
                RunningService running = start(proxy)) {
            RestTestClient rest = running.rest();
            Inbox inbox = running.bean(Inbox.class);

            int steps = proxy.cutAtEachStep(() -> sendAndAwaitAnother(rest, inbox));

            assertThat(steps).isGreaterThan(10);
            assertThat(ids(inbox)).containsAll(confirmed).doesNotHaveDuplicates();
        }
    }

    private static RunningService start(CuttingProxy proxy) {
        Map<String, Object> properties = new HashMap<>(proxy.applicationProperties());
        properties.put("messaging.consume.reconnect-interval", "50ms");
        properties.put("messaging.consume.max-kept", "1000");
        return RunningService.start(HelloApplication.class, properties).awaitReady();
    }

    private void sendAndAwaitAnother(RestTestClient rest, Inbox inbox) {
        await().atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .untilAsserted(() -> confirmed.add(send(rest)));
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ids(inbox).contains(confirmed.getLast()));
    }

    private static String send(RestTestClient rest) {
        return Objects.requireNonNull(
                        rest.post()
                                .uri("/messages")
                                .body(Map.of("text", "between two cuts"))
                                .exchange()
                                .expectStatus()
                                .isAccepted()
                                .returnResult(PublishReceipt.class)
                                .getResponseBody())
                .id();
    }

    private static List<String> ids(Inbox inbox) {
        return inbox.contents().messages().stream()
                .map(ReceivedMessage::id)
                .map(String::valueOf)
                .toList();
    }
}
