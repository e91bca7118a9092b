package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Breaks what stands between a call and its answer: no answer may be wrong, and none may hang. The
 * service's own tests do the same to one instance; {@link InstancesIT} kills one of two.
 */
@SuiteTest
@Nightly
class RpcFaultsIT {

    private static final Duration IMPATIENT = Duration.ofMillis(2);

    private final Suite suite;

    RpcFaultsIT(Suite suite) {
        this.suite = suite;
    }

    @Test
    void noServerIsThere() throws Exception {
        try (Calls calls = Calls.begin()) {
            serverMayRead("^rpc_queue\\.dead$");
            suite.ctl("close_all_connections", "--vhost", "/", "new permissions");
            Await.that("calls are refused", () -> calls.refused.get() > 20);
            serverMayRead("^rpc_queue(\\.dead)?$");
            calls.recovered(suite, "RPC server absent: may not read its queue");
        }
    }

    private void serverMayRead(String queues) {
        String its = "^rpc_queue(\\.dead)?$";
        String writes = "^(amq\\.default|rpc_queue(\\.dead)?)$";
        suite.ctl("set_permissions", "rpc", its, writes, queues);
    }

    @Test
    void theBrokerIsKilled() throws Exception {
        try (Calls calls = Calls.begin()) {
            suite.kill(Suite.BROKER);
            Await.that("calls are refused", () -> calls.refused.get() > 20);
            suite.startAgain(Suite.BROKER);
            calls.recovered(suite, "RPC: broker killed (SIGKILL)");
        }
    }

    @Test
    void answersComeTooLate() throws Exception {
        try (Calls calls = Calls.begin();
                Calls hasty = Calls.begin(IMPATIENT)) {
            Await.that("answers are late", () -> hasty.late.get() > 50);
            Counted ofHasty = hasty.counted("", Duration.ZERO);
            Counted counted =
                    calls.recovered(suite, "RPC: others hang up before their answers come");
            assertThat(ofHasty.wrong()).isEmpty();
            assertThat(counted.confirmed()).isEqualTo(counted.attempted());
        }
    }
}
