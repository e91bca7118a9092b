package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Every service exports to Zipkin, which has the trace of a message from its request to its effect.
 */
@SuiteTest
@NeedsContainers
class TracesIT {

    private static final String WORK_QUEUE = Suite.url("work-queue-service");
    private static final String REPLAY = "task_queue replay";
    private static final String RECEIVE = "task_queue receive";

    private final String trace = UUID.randomUUID().toString().replace("-", "");

    @Test
    void aTaskHasOneTraceFromItsRequestOverItsDeadLetterAndReplayToItsEffect() throws Exception {
        String parent = "00-" + trace + "-00f067aa0ba902b7-01";
        Map<String, Object> fails = Map.of("text", "traced", "failures", 100);
        JsonNode receipt = Rest.post(WORK_QUEUE + "/tasks", fails, "traceparent", parent).json();
        String id = receipt.get("id").asString();
        Await.that("it is dead", () -> isTask(id, "dead"));
        Rest.post(WORK_QUEUE + "/tasks/dead/replay", Map.of("ids", List.of(id)));
        Await.that("it is done", () -> isTask(id, "done"));

        Await.that("Zipkin has its last step", () -> names().lastIndexOf(RECEIVE) > replay());

        assertThat(names())
                .containsSubsequence(
                        "http post /tasks",
                        "/task_queue send",
                        RECEIVE,
                        "/task_queue.dead send",
                        REPLAY,
                        "/task_queue send",
                        RECEIVE);
        assertThat(spans())
                .allSatisfy(span ->
                        assertThat(span.at("/localEndpoint/serviceName").asString())
                                .isEqualTo("work-queue-service"));
    }

    @Test
    void everyServiceExportsItsTraces() throws Exception {
        for (String service : Suite.PATTERNS) {
            Rest.get(Suite.url(service) + "/v3/api-docs");
        }

        Await.that("Zipkin knows all of them", () -> exporting().containsAll(Suite.PATTERNS));
    }

    @Test
    void thePageKnowsWhereTheTracesAre() throws Exception {
        JsonNode traces = Rest.get(Suite.url("web-console") + "/traces").json();

        assertThat(Rest.get(traces.get("zipkin").asString() + "/zipkin/").status()).isEqualTo(200);
    }

    private static boolean isTask(String id, String status) throws IOException {
        JsonNode task = Rest.get(WORK_QUEUE + "/tasks/" + id).json();
        return task.get("status").asString().equals(status);
    }

    private static List<String> exporting() throws IOException {
        return Rest.get(Suite.url("zipkin") + "/api/v2/services")
                .json()
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private int replay() throws IOException {
        List<String> names = names();
        return names.contains(REPLAY) ? names.indexOf(REPLAY) : names.size();
    }

    private List<String> names() throws IOException {
        return spans().map(span -> span.get("name").asString()).toList();
    }

    /** The steps of the trace that Zipkin has by now, in the order in which they began. */
    private Stream<JsonNode> spans() throws IOException {
        Rest.Answer answer = Rest.get(Suite.url("zipkin") + "/api/v2/trace/" + trace);
        return answer.status() == 404
                ? Stream.empty()
                : answer.json()
                        .valueStream()
                        .sorted(
                                Comparator.comparingLong(
                                        (JsonNode span) -> span.get("timestamp").asLong()));
    }
}
