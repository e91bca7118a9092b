package dev.rabbitpatterns.suite;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Takes the network away, so that nobody is told that the other side is gone. */
@SuiteTest
@NeedsContainers
class NetworkFaultsIT {

    /** The services ask for ten seconds; two without a sign end a connection. */
    private static final Duration LONGER_THAN_THE_HEARTBEAT = Duration.ofSeconds(30);

    private static final int HEARTBEAT_OF_THE_BROKER = 30;
    private static final Duration BOUND = Duration.ofSeconds(60);

    private final ComposeSuite suite;

    NetworkFaultsIT(Suite suite) {
        this.suite = suite.inContainers();
    }

    private interface Cut {
        void last(Trial trial);
    }

    /**
     * With two seconds between the signs of life, what takes half a minute is over in a few
     * seconds.
     */
    @Test
    void aCutThatEveryServiceNotices() throws Exception {
        try {
            agreeOnHeartbeat(2);
            cut("Network cut until every service notices, heartbeat 2 s", this::untilNoticed);
        } finally {
            agreeOnHeartbeat(HEARTBEAT_OF_THE_BROKER);
        }
    }

    @Test
    @Nightly
    void aCutThatIsLongerThanTheHeartbeat() throws Exception {
        cut(
                "Network cut for 30 s, longer than the heartbeat",
                trial -> await(LONGER_THAN_THE_HEARTBEAT));
    }

    @Test
    @Nightly
    void aShortCut() throws Exception {
        cut("Network cut for 3 s", trial -> await(Duration.ofSeconds(3)));
    }

    private void cut(String fault, Cut cut) throws Exception {
        try (Trial trial = Trial.begin(suite, fault)) {
            suite.disconnect(Suite.BROKER);
            try {
                cut.last(trial);
            } finally {
                suite.reconnect(Suite.BROKER);
            }
            trial.recovered(Promise.recoveryWithin(60));
        }
    }

    private void untilNoticed(Trial trial) {
        Suite.awaitNotReady();
        trial.awaitRefused();
    }

    private static void await(Duration length) {
        Awaitility.await("the cut's length").pollDelay(length).atMost(BOUND).until(() -> true);
    }

    /** A new connection takes the smaller of what the broker and the client ask for. */
    private void agreeOnHeartbeat(int seconds) {
        suite.ctl("eval", "application:set_env(rabbit, heartbeat, %d).".formatted(seconds));
        suite.ctl("close_all_connections", "--vhost", "/", "new heartbeat");
        Suite.awaitReady();
    }
}
