package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Breaks what stands between a call and its answer: no answer may be wrong, and none may hang. */
@SuiteTest
class RpcFaultsIT {

    private static final Duration PATIENT = Duration.ofSeconds(5);
    private static final Duration IMPATIENT = Duration.ofMillis(2);
    private static final int FLOWING = 200;

    private final Suite suite;

    RpcFaultsIT(Suite suite) {
        this.suite = suite;
    }

    @Test
    void aServerIsKilled() throws Exception {
        suite.up("rpc-service=2");
        try (Calls calls = Calls.begin(PATIENT)) {
            calls.awaitAnswered(FLOWING);
            suite.kill("rpc-service-2");
            Counted counted = recovered(calls, "RPC server killed (SIGKILL), another goes on");
            assertThat(counted.confirmed()).isEqualTo(counted.attempted());
        } finally {
            suite.up();
        }
    }

    @Test
    void noServerIsThere() throws Exception {
        try (Calls calls = Calls.begin(PATIENT)) {
            calls.awaitAnswered(FLOWING);
            serverMayRead("^rpc_queue\\.dead$");
            suite.ctl("close_all_connections", "--vhost", "/", "new permissions");
            Await.that("calls are refused", () -> calls.refused.get() > 20);
            serverMayRead("^rpc_queue(\\.dead)?$");
            recovered(calls, "RPC server absent: may not read its queue");
        }
    }

    private void serverMayRead(String queues) {
        String its = "^rpc_queue(\\.dead)?$";
        String writes = "^(amq\\.default|rpc_queue(\\.dead)?)$";
        suite.ctl("set_permissions", "rpc", its, writes, queues);
    }

    @Test
    void theBrokerIsKilled() throws Exception {
        try (Calls calls = Calls.begin(PATIENT)) {
            calls.awaitAnswered(FLOWING);
            suite.kill(Suite.BROKER);
            Await.that("calls are refused", () -> calls.refused.get() > 20);
            suite.startAgain(Suite.BROKER);
            recovered(calls, "RPC: broker killed (SIGKILL)");
        }
    }

    @Test
    void answersComeTooLate() throws Exception {
        try (Calls calls = Calls.begin(PATIENT);
                Calls hasty = Calls.begin(IMPATIENT)) {
            Await.that("answers are late", () -> hasty.late.get() > 50);
            Counted ofHasty = hasty.counted("", Duration.ZERO);
            Counted counted = recovered(calls, "RPC: others hang up before their answers come");
            assertThat(ofHasty.wrong()).isEmpty();
            assertThat(counted.confirmed()).isEqualTo(counted.attempted());
        }
    }

    private Counted recovered(Calls calls, String fault) throws InterruptedException {
        long mended = System.nanoTime();
        Suite.awaitReady();
        calls.awaitAnswered(FLOWING);
        Counted counted = calls.counted(fault, Duration.ofNanos(System.nanoTime() - mended));
        FaultReport.add(suite, "no answer wrong or overdue", counted);
        assertThat(counted.wrong()).as("wrong answers").isEmpty();
        return counted;
    }
}
