package dev.rabbitpatterns.suite;

import static dev.rabbitpatterns.suite.ClusterSuite.NODES;
import static dev.rabbitpatterns.suite.ClusterSuite.leaderOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Breaks one or two of three broker nodes while messages flow, and counts their outcomes. */
@SuiteTest
@NeedsCluster
class ClusterFaultsIT {

    private static final Promise WITHIN_15_SECONDS = Promise.recoveryWithin(15);
    private static final Promise WITHIN_60_SECONDS = Promise.recoveryWithin(60);

    private final ComposeSuite suite;

    ClusterFaultsIT(Suite suite) {
        this.suite = suite.inContainers();
    }

    /**
     * The next test breaks another node, so all of them have to be back, even if this one fails.
     */
    @AfterEach
    void repair() {
        for (String node : NODES) {
            suite.repair(node);
        }
        awaitComplete();
    }

    @Test
    void messagesFlowOnWhenTheLeaderIsKilled() throws Exception {
        String leader = leaderOf("hello-service");
        try (Trial trial = Trial.begin(suite, "The leader of hello killed (SIGKILL)")) {
            suite.kill(leader);
            trial.awaitConfirmed(100);
            // Including what the consumers held when the node died.
            trial.suspend();
            assertThat(leaderOf("hello-service")).isIn(NODES).isNotEqualTo(leader);

            trial.resume();
            suite.startAgain(leader);
            trial.verifyRecovery(WITHIN_15_SECONDS);
        }
    }

    @Test
    @Nightly
    void messagesFlowOnWhileOneNodeAfterTheOtherIsRestarted() throws Exception {
        try (Trial trial = Trial.begin(suite, "One node restarted after the other")) {
            for (String node : NODES) {
                suite.terminate(node);
                trial.awaitConfirmed(100);
                suite.startAgain(node);
                awaitComplete();
            }
            trial.verifyRecovery(WITHIN_15_SECONDS);
        }
    }

    @Test
    @Nightly
    void messagesFlowOnWhileTheLeaderIsCutOff() throws Exception {
        String leader = leaderOf("hello-service");
        try (Trial trial = Trial.begin(suite, "The leader of hello cut off")) {
            suite.disconnect(leader);
            trial.awaitConfirmed(100);
            trial.suspend();
            trial.resume();
            suite.reconnect(leader);
            trial.verifyRecovery(WITHIN_15_SECONDS);
        }
    }

    /** A majority is missing: no node can promise to keep a message. */
    @Test
    @Nightly
    void nothingIsLostWhenTwoNodesAreCutOff() throws Exception {
        List<String> cut = NODES.subList(1, NODES.size());
        try (Trial trial = Trial.begin(suite, "Two of three nodes cut off")) {
            cut.forEach(suite::disconnect);
            trial.awaitUnconfirmed();
            cut.forEach(suite::reconnect);
            trial.verifyRecovery(WITHIN_60_SECONDS);
        }
    }

    @Test
    @Nightly
    void aDiskAlarmOfOneNodeStopsPublishersOnAllNodes() throws Exception {
        try (Trial trial = Trial.begin(suite, "Disk alarm of one node")) {
            suite.ctl("set_disk_free_limit", "100000GB");
            try {
                trial.awaitRefused();
            } finally {
                suite.ctl("set_disk_free_limit", "256MB");
            }
            trial.verifyRecovery(WITHIN_15_SECONDS);
        }
    }

    /** A subscriber's queue is exclusive, so it is on one node only. */
    @Test
    @Nightly
    void aSubscriberMovesToAnotherNodeAndReportsTheGap() throws Exception {
        String pubsub = Suite.url("pubsub-service");
        List<String> received = new CopyOnWriteArrayList<>();
        try (Stream<String> stream = stream(pubsub + "/logs/stream")) {
            Thread.ofVirtual().start(() -> stream.forEach(received::add));
            Await.that("it is subscribed", () -> received.contains("event:subscribed"));
            String queue = Rest.get(pubsub + "/subscribers").json().get(0).get("queue").asString();
            String node = nodeOf(queue);
            suite.kill(node);

            Await.that("it reports the gap", () -> received.contains("event:gap"));
            Await.that("a log is published", () -> publish("after the gap"));
            Await.that(
                    "it receives what comes next",
                    () -> received.stream().anyMatch(line -> line.contains("after the gap")));
        }
    }

    private static boolean publish(String log) throws IOException {
        String url = Suite.url("pubsub-service") + "/logs";
        return Rest.post(url, Map.of("text", log)).status() == 202;
    }

    private static Stream<String> stream(String url) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url))
                        .header("Accept", "text/event-stream")
                        .build();
        return Rest.HTTP.send(request, BodyHandlers.ofLines()).body();
    }

    /** The node of the process that keeps a queue. */
    private String nodeOf(String queue) {
        return suite.ctl("list_queues", "--silent", "name", "pid")
                .lines()
                .filter(line -> line.startsWith(queue + "\t"))
                .map(line -> line.replaceAll(".*<rabbit@([a-z0-9-]+)[.].*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitComplete() {
        Await.that("every queue has its replicas", () -> ClusterSuite.isComplete("hello-service"));
    }
}
