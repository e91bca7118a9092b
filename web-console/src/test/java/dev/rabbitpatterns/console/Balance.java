package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.test.RealBroker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What the broker and the services have counted since this was opened. */
final class Balance {

    private final Map<WalkedPage, Long> broker = new EnumMap<>(WalkedPage.class);
    private final Map<WalkedPage, Map<String, Long>> services = new EnumMap<>(WalkedPage.class);

    /** Begins to count, once all counters have stopped changing. */
    Balance() {
        await("settled counters")
                .during(RealBroker.get().maxCounterAge().plusSeconds(1))
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> {
                    Map<WalkedPage, Long> before = new EnumMap<>(WalkedPage.class);
                    before.putAll(broker);
                    for (WalkedPage site : WalkedPage.values()) {
                        broker.put(site, Counters.publishedTo(site));
                        services.put(site, steps(site));
                    }
                    return before.equals(broker);
                });
    }

    private static Map<String, Long> steps(WalkedPage site) {
        return Counters.steps(RunningSuite.get().rest(site.service()));
    }

    /** The broker has counted what the service says that it has, and what another program sent. */
    void check(Walk walk) {
        WalkedPage site = walk.site();
        long certain = since(site, "confirmed") + since(site, "returned") + walk.program().sent();
        await("the broker's counters")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(Counters.publishedTo(site) - broker.getOrDefault(site, 0L))
                                .isBetween(certain, certain + since(site, "unconfirmed")));
        if (site == WalkedPage.HELLO) {
            assertThat(since(site, "duplicate")).isEqualTo(walk.repeated());
        }
    }

    private long since(WalkedPage site, String step) {
        return steps(site).getOrDefault(step, 0L)
                - services.getOrDefault(site, Map.of()).getOrDefault(step, 0L);
    }
}
