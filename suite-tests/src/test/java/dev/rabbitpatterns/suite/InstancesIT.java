package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two instances share the work, and one takes over when the other is killed. */
@SuiteTest
class InstancesIT {

    private static final String WORK_QUEUE = "work-queue-service";
    private static final String RPC = "rpc-service";

    private final Suite suite;

    InstancesIT(Suite suite) {
        this.suite = suite;
    }

    @BeforeAll
    static void scaleUp(Suite suite) {
        suite.up(WORK_QUEUE + "=2", RPC + "=2");
    }

    @AfterAll
    static void scaleDown(Suite suite) {
        suite.up();
        assertThat(suite.status()).contains(WORK_QUEUE, RPC).doesNotContain("-service-2");
        Await.that("only one instance's workers are left", () -> workers() == 2);
        Await.that(
                "the console lists no second instance",
                () -> instancesOnTheConsole().noneMatch(name -> name.endsWith("-service-2")));
    }

    @Test
    void everyInstanceIsReadyAndReachableThroughTheConsole() throws IOException {
        assertThat(suite.status()).contains(WORK_QUEUE + "-2", RPC + "-2");
        Await.that("the workers of both share the queue", () -> workers() == 4);
        Await.that(
                "the console lists both instances of each service",
                () ->
                        instancesOnTheConsole()
                                .toList()
                                .containsAll(
                                        List.of(WORK_QUEUE, WORK_QUEUE + "-2", RPC, RPC + "-2")));
        String console = Suite.url("web-console");
        assertThat(Rest.get(console + "/").body()).contains("<title>RabbitMQ Patterns</title>");
        assertThat(Rest.get(console + "/api/" + WORK_QUEUE + "-2/workers").json()).hasSize(2);
    }

    private static int workers() throws IOException {
        JsonNode topology = Rest.get(Suite.url(WORK_QUEUE) + "/topology").json();
        return topology.get("queues")
                .valueStream()
                .filter(queue -> queue.get("name").asString().equals("task_queue"))
                .mapToInt(queue -> queue.path("consumers").asInt())
                .sum();
    }

    private static Stream<String> instancesOnTheConsole() throws IOException {
        return Rest.get(Suite.url("web-console") + "/services")
                .json()
                .valueStream()
                .flatMap(service -> service.get("instances").valueStream())
                .map(JsonNode::asString);
    }

    @Test
    void nothingIsLostWhenAWorkerIsKilledMidTask() throws Exception {
        String fault = "Worker killed (SIGKILL) mid-task, another takes over";
        try (Trial trial = Trial.begin(suite, fault, 2, FaultsIT::oneInTenSlow)) {
            suite.kill(WORK_QUEUE + "-2");
            trial.awaitConfirmed(20);
            suite.startAgain(WORK_QUEUE + "-2");
            trial.verifyRecovery(Promise.recoveryWithin(60).allowingDuplicates(2));
        }
    }

    @Test
    void callsSucceedWhenAnRpcServerIsKilled() throws Exception {
        try (Calls calls = Calls.begin()) {
            suite.kill(RPC + "-2");
            Counted counted =
                    calls.verifyRecovery(suite, "RPC server killed (SIGKILL), another takes over");
            assertThat(counted.confirmed()).isEqualTo(counted.attempted());
        } finally {
            suite.startAgain(RPC + "-2");
        }
    }
}
