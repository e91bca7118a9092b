package dev.rabbitpatterns.suite;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Cuts the network, so that neither side is told that the other is gone. */
@SuiteTest
@NeedsContainers
class NetworkFaultsIT {

    /** The services ask for a heartbeat of ten seconds; two missed ones end a connection. */
    private static final Duration LONGER_THAN_THE_HEARTBEAT = Duration.ofSeconds(30);

    private static final int BROKER_HEARTBEAT = 30;
    private static final Duration LONGEST_CUT = Duration.ofSeconds(60);

    private final ComposeSuite suite;

    NetworkFaultsIT(Suite suite) {
        this.suite = suite.inContainers();
    }

    private interface Cut {
        void await(Trial trial);
    }

    /**
     * With a heartbeat of two seconds, the services notice the cut in a few seconds instead of half
     * a minute.
     */
    @Test
    void nothingIsLostInACutThatEveryServiceNotices() throws Exception {
        try {
            setHeartbeat(2);
            cut("Network cut until every service notices, heartbeat 2 s", this::untilNoticed);
        } finally {
            setHeartbeat(BROKER_HEARTBEAT);
        }
    }

    @Test
    @Nightly
    void nothingIsLostInACutLongerThanTheHeartbeat() throws Exception {
        cut(
                "Network cut for 30 s, longer than the heartbeat",
                trial -> await(LONGER_THAN_THE_HEARTBEAT));
    }

    @Test
    @Nightly
    void nothingIsLostInAShortCut() throws Exception {
        cut("Network cut for 3 s", trial -> await(Duration.ofSeconds(3)));
    }

    private void cut(String fault, Cut cut) throws Exception {
        try (Trial trial = Trial.begin(suite, fault)) {
            suite.disconnect(Suite.BROKER);
            try {
                cut.await(trial);
            } finally {
                suite.reconnect(Suite.BROKER);
            }
            trial.verifyRecovery(Promise.recoveryWithin(60));
        }
    }

    private void untilNoticed(Trial trial) {
        Suite.awaitNotReady();
        trial.awaitRefused();
    }

    private static void await(Duration length) {
        Awaitility.await("the end of the cut")
                .pollDelay(length)
                .atMost(LONGEST_CUT)
                .until(() -> true);
    }

    /** A new connection uses the smaller of the broker's and the client's interval. */
    private void setHeartbeat(int seconds) {
        suite.ctl("eval", "application:set_env(rabbit, heartbeat, %d).".formatted(seconds));
        suite.ctl("close_all_connections", "--vhost", "/", "new heartbeat");
        Suite.awaitReady();
    }
}
