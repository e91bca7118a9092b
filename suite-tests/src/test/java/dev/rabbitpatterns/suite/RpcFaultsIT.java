package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Breaks remote calls: no answer may be wrong, and no call may hang. The service's own tests do the
 * same to one instance; {@link InstancesIT} kills one of two.
 */
@SuiteTest
@Nightly
class RpcFaultsIT {

    private static final Duration TOO_SHORT = Duration.ofMillis(2);

    private final Suite suite;

    RpcFaultsIT(Suite suite) {
        this.suite = suite;
    }

    @Test
    void callsAreRefusedWithoutAServer() throws Exception {
        try (Calls calls = Calls.begin()) {
            permitServerToRead("^rpc_queue\\.dead$");
            suite.ctl("close_all_connections", "--vhost", "/", "new permissions");
            Await.that("calls are refused", () -> calls.refused.get() > 20);
            permitServerToRead("^rpc_queue(\\.dead)?$");
            calls.verifyRecovery(suite, "RPC server absent, not permitted to read its queue");
        }
    }

    private void permitServerToRead(String queues) {
        String own = "^rpc_queue(\\.dead)?$";
        String writable = "^(amq\\.default|rpc_queue(\\.dead)?)$";
        suite.ctl("set_permissions", "rpc", own, writable, queues);
    }

    @Test
    void callsAreRefusedWithoutABroker() throws Exception {
        try (Calls calls = Calls.begin()) {
            suite.kill(Suite.BROKER);
            Await.that("calls are refused", () -> calls.refused.get() > 20);
            suite.startAgain(Suite.BROKER);
            calls.verifyRecovery(suite, "RPC: broker killed (SIGKILL)");
        }
    }

    @Test
    void lateAnswersDoNotDisturbOtherCalls() throws Exception {
        try (Calls calls = Calls.begin();
                Calls hasty = Calls.begin(TOO_SHORT)) {
            Await.that("calls time out", () -> hasty.timedOut.get() > 50);
            Counted ofHasty = hasty.stopAndCount("", Duration.ZERO);
            Counted counted =
                    calls.verifyRecovery(suite, "RPC: others time out before their answers arrive");
            assertThat(ofHasty.wrong()).isEmpty();
            assertThat(counted.confirmed()).isEqualTo(counted.attempted());
        }
    }
}
