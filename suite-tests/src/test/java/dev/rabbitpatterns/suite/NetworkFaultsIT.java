package dev.rabbitpatterns.suite;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Takes the network away, so that nobody is told that the other side is gone. */
@SuiteTest
@Tag("container")
class NetworkFaultsIT {

    /** The services and the broker agree on ten seconds; two without a sign end a connection. */
    private static final Duration LONGER_THAN_THE_HEARTBEAT = Duration.ofSeconds(30);

    private static final Duration BOUND = Duration.ofSeconds(60);

    private final ComposeSuite suite;

    NetworkFaultsIT(Suite suite) {
        this.suite = suite.inContainers();
    }

    @Test
    void aShortCut() throws Exception {
        cut("Network cut for 3 s", Duration.ofSeconds(3));
    }

    @Test
    void aCutThatIsLongerThanTheHeartbeat() throws Exception {
        cut("Network cut for 30 s, longer than the heartbeat", LONGER_THAN_THE_HEARTBEAT);
    }

    private void cut(String fault, Duration length) throws Exception {
        try (Trial trial = Trial.begin(suite, fault)) {
            suite.disconnect(Suite.BROKER);
            try {
                Awaitility.await("the cut's length")
                        .pollDelay(length)
                        .atMost(BOUND)
                        .until(() -> true);
            } finally {
                suite.reconnect(Suite.BROKER);
            }
            trial.recovered(Promise.recoveryWithin(60));
        }
    }
}
