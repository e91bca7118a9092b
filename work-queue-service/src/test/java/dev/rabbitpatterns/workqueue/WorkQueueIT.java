package dev.rabbitpatterns.workqueue;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doCallRealMethod;
import static org.springframework.http.MediaType.APPLICATION_JSON;
import static org.springframework.http.MediaType.APPLICATION_NDJSON;

import com.jayway.jsonpath.JsonPath;
import com.rabbitmq.client.AMQP;
import dev.rabbitpatterns.messaging.consume.Deduplicator;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import dev.rabbitpatterns.test.ApiDocument;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Tasks are done, retried, dead-lettered and replayed, by workers that come, go and crash. */
@RealBrokerTest
@TestPropertySource(
        properties = {
            "work-queue.dot=100ms",
            "work-queue.max-dots=100",
            "messaging.rest.max-batch-size=30",
            "work-queue.max-batch-dots=200",
            "work-queue.max-workers=3",
            "work-queue.retries=2",
            "work-queue.first-retry-after=500ms"
        })
class WorkQueueIT {

    private final RestTestClient rest;
    private final TutorialProgram tutorial = new TutorialProgram();
    private final List<String> effects = Collections.synchronizedList(new ArrayList<>());

    @MockitoSpyBean private Deduplicator deduplicator;

    @MockitoSpyBean private ConfirmedPublisher publisher;

    WorkQueueIT(@LocalServerPort int port) {
        rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    @BeforeEach
    void startWithEmptyQueuesAndCountEffects() {
        assertThatQueue("task_queue").hasConsumers(2).isEmpty();
        tutorial.purge("task_queue.dead");
        doAnswer(
                        call -> {
                            boolean ran = (boolean) call.callRealMethod();
                            if (ran) {
                                effects.add(call.getArgument(0));
                            }
                            return ran;
                        })
                .when(deduplicator)
                .runOnce(any(), any());
    }

    @AfterEach
    void disconnect() {
        tutorial.close();
    }

    @Test
    void documentsEveryOperationWithExamplesAndProblems() {
        ApiDocument.check(rest);
    }

    @Test
    void aTaskIsDoneByAWorker() {
        String id = send("wash the dishes..");

        await().untilAsserted(() -> assertThat(task(id).status()).isEqualTo(Tasks.Status.RUNNING));
        assertThat(task(id).worker()).startsWith("worker-");
        await().untilAsserted(() -> assertThat(task(id).status()).isEqualTo(Tasks.Status.DONE));
        assertThat(task(id).attempts()).isEqualTo(1);
        assertThat(task(id).dotsDone()).isEqualTo(2).isEqualTo(task(id).dots());
        assertThat(effects).containsExactly(id);
    }

    @Test
    void aWorkerTellsHowFarItIsAndHowManyTasksItMayHave() {
        String id = send("half done" + ".".repeat(20));

        await().untilAsserted(() ->
                assertThat(workers())
                        .filteredOn(worker -> id.equals(worker.task()))
                        .singleElement()
                        .satisfies(worker -> assertThat(worker.dots()).isEqualTo(20))
                        .satisfies(worker -> assertThat(worker.dotsDone()).isBetween(1, 19)));
        rest.get()
                .uri("/topology")
                .exchange()
                .expectBody()
                .jsonPath("$.consumers[*].prefetch")
                .isEqualTo(List.of(1, 1));
        await().untilAsserted(() ->
                assertThat(workers()).allSatisfy(worker -> assertThat(worker.dots()).isZero()));
    }

    @Test
    void aBatchRequestGivesEachTaskItsOwnId() {
        List<PublishReceipt> receipts =
                postAll("[{\"text\":\"one\"},{\"text\":\"two\"},{\"text\":\"three\"}]");

        assertThat(receipts).extracting(PublishReceipt::id).doesNotHaveDuplicates().hasSize(3);
        await().untilAsserted(() ->
                assertThat(effects).containsExactlyInAnyOrderElementsOf(ids(receipts)));
    }

    @Test
    void eachLineIsATaskWithAStateAndALimitedNumberOfDots() {
        List<String> slow = List.of(send("slow" + ".".repeat(20)), send("slow" + ".".repeat(20)));
        await().until(() ->
                slow.stream().allMatch(id -> task(id).status() == Tasks.Status.RUNNING));

        List<String> answers =
                Objects.requireNonNull(
                                rest.post()
                                        .uri("/tasks")
                                        .contentType(APPLICATION_NDJSON)
                                        .body(
                                                """
                                                {"text":"one"}
                                                {"text":"two%s"}
                                                {"text":"three"}
                                                """
                                                        .formatted(".".repeat(101)))
                                        .exchange()
                                        .expectStatus()
                                        .isOk()
                                        .returnResult(String.class)
                                        .getResponseBody())
                        .lines()
                        .toList();

        assertThat(answers).hasSize(3);
        assertThat(answers.get(1)).contains("\"#/text\"", "at most 100 dots", "\"line\":2");
        String one = JsonPath.read(answers.get(0), "$.id");
        String three = JsonPath.read(answers.get(2), "$.id");
        assertThat(task(one).status()).isEqualTo(Tasks.Status.QUEUED);
        await().untilAsserted(() -> assertThat(effects).contains(one, three).hasSize(4));
    }

    @Test
    void runsATutorialTaskWithoutProperties() {
        int before = doneByAll();

        tutorial.declare("task_queue").send("task_queue", "First message.");

        await().untilAsserted(() -> assertThat(doneByAll()).isEqualTo(before + 1));
        assertThatQueue("task_queue").isEmpty();
    }

    @Test
    void aBusyWorkerGetsNoMoreTasksAndTheOtherTakesThem() {
        String slow = send("a long one" + ".".repeat(20));
        await().untilAsserted(
                        () -> assertThat(task(slow).status()).isEqualTo(Tasks.Status.RUNNING));

        List<String> quick = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            quick.add(send("a short one"));
        }
        await().untilAsserted(() -> assertThat(effects).containsAll(quick));

        assertThat(task(slow).status()).isEqualTo(Tasks.Status.RUNNING);
        assertThat(quick)
                .allSatisfy(id -> assertThat(task(id).worker()).isNotEqualTo(task(slow).worker()));
        await().untilAsserted(() -> assertThat(task(slow).status()).isEqualTo(Tasks.Status.DONE));
    }

    @Test
    void aFailedTaskIsRetriedLaterWithoutHoldingUpOthers() {
        String failing = send("fails twice", 2);
        await().untilAsserted(
                        () -> assertThat(task(failing).status()).isEqualTo(Tasks.Status.RETRYING));
        assertThat(task(failing).reason()).startsWith("simulated failure");
        String other = send("does not");

        await().untilAsserted(
                        () -> assertThat(task(failing).status()).isEqualTo(Tasks.Status.DONE));
        assertThat(task(failing).attempts()).isEqualTo(3);
        assertThat(effects).containsExactly(other, failing);
        assertThatQueue("task_queue.dead").isEmpty();
    }

    @Test
    void aTaskThatKeepsFailingIsDeadLetteredAndCanBeReplayed() {
        String id = send("never works", 100);

        await().untilAsserted(() -> assertThat(task(id).status()).isEqualTo(Tasks.Status.DEAD));
        assertThat(dead())
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.id()).isEqualTo(id);
                    assertThat(letter.text()).isEqualTo("never works");
                    assertThat(letter.reason()).isEqualTo("simulated failure 3 of 100");
                    assertThat(letter.attempts()).isEqualTo(3);
                    assertThat(letter.firstFailedAt()).isLessThan(letter.lastFailedAt());
                });
        assertThat(effects).isEmpty();

        assertThat(replay("{\"ids\":[\"" + id + "\"],\"text\":\"works now\"}")).isEqualTo(1);
        assertThat(replay("{}")).as("a second replay finds nothing").isZero();

        await().untilAsserted(() -> assertThat(effects).containsExactly(id));
        assertThat(task(id).attempts()).isEqualTo(1);
        assertThatQueue("task_queue.dead").isEmpty();
        assertThatQueue("task_queue").isEmpty();
    }

    @Test
    void onlyTheChosenDeadLettersAreReplayedOrDeleted() {
        String first = send("first", 100);
        String second = send("second", 100);
        String third = send("third", 100);
        String fourth = send("fourth", 100);
        String fifth = send("fifth", 100);
        await().untilAsserted(() -> assertThat(dead()).hasSize(5));

        assertThat(replay("{\"ids\":[\"" + second + "\"]}")).isEqualTo(1);
        assertThat(handled(rest.delete().uri("/tasks/dead/{id}", third))).isEqualTo(1);
        assertThat(handled(rest.delete().uri("/tasks/dead?id={id}&id={id}", fourth, fifth)))
                .isEqualTo(2);

        assertThat(dead()).extracting(DeadTask::id).containsExactly(first);
        await().untilAsserted(() -> assertThat(effects).containsExactly(second));
    }

    @Test
    void twoEqualTasksWithoutAnIdAreBothReplayed() {
        int before = doneByAll();
        tutorial.send("task_queue.dead", "equal").send("task_queue.dead", "equal");
        assertThatQueue("task_queue.dead").holds(2);

        assertThat(replay("{}")).isEqualTo(2);

        assertThatQueue("task_queue").isEmpty();
        await().untilAsserted(() -> assertThat(effects).hasSize(2));
        assertThat(doneByAll()).isEqualTo(before + 2);
    }

    @Test
    void acceptsAnyIdFromAnotherProgram() {
        String id = "a/b?c=d%2F#é..";
        tutorial.send("task_queue", "odd".getBytes(UTF_8), withId(id));
        await().untilAsserted(() -> assertThat(effects).containsExactly(id));
        rest.get()
                .uri("/tasks?id={id}", id)
                .exchange()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("done");

        tutorial.send("task_queue.dead", "odd".getBytes(UTF_8), withId(id));
        assertThatQueue("task_queue.dead").holds(1);
        rest.delete()
                .uri("/tasks/dead?id={id}", id)
                .exchange()
                .expectBody()
                .jsonPath("$.letters[0].outcome")
                .isEqualTo("deleted");
        assertThatQueue("task_queue.dead").isEmpty();
    }

    private static AMQP.BasicProperties withId(String id) {
        return new AMQP.BasicProperties.Builder().messageId(id).build();
    }

    @Test
    void rejectsAReplayWithAnEmptyListOfIds() {
        rest.post()
                .uri("/tasks/dead/replay")
                .body(Map.of("ids", List.of()))
                .exchange()
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void rejectsANewTextForAllDeadLettersAtOnce() {
        String id = send("never works", 100);
        await().untilAsserted(() -> assertThat(dead()).hasSize(1));

        rest.post()
                .uri("/tasks/dead/replay")
                .body(Map.of("text", "overwritten"))
                .exchange()
                .expectStatus()
                .isBadRequest();

        assertThat(dead()).extracting(DeadTask::id).containsExactly(id);
    }

    @Test
    void anInterruptedReplayLosesNothingAndHasOneEffect() {
        String id = send("never works", 100);
        await().untilAsserted(() -> assertThat(dead()).hasSize(1));
        doAnswer(
                        call -> {
                            call.callRealMethod();
                            throw new IllegalStateException("the service dies here");
                        })
                .when(publisher)
                .publishToQueue(any(), any());

        rest.post().uri("/tasks/dead/replay").exchange().expectStatus().is5xxServerError();
        doCallRealMethod().when(publisher).publishToQueue(any(), any());

        await().untilAsserted(() -> assertThat(effects).containsExactly(id));
        assertThat(dead()).as("kept, since the outcome is unknown").hasSize(1);
        assertThat(replay("{}")).isEqualTo(1);
        String last = send("the last");
        await().untilAsserted(() -> assertThat(effects).containsExactly(id, last));
        assertThatQueue("task_queue").isEmpty();
        assertThatQueue("task_queue.dead").isEmpty();
    }

    @Test
    void aTaskOfAMillionDotsIsDeadLetteredWithoutARetry() {
        tutorial.send("task_queue", ".".repeat(1_000_000));

        await().untilAsserted(() -> assertThat(dead()).hasSize(1));
        assertThat(dead().getFirst().reason())
                .isEqualTo("1000000 dots are more than the 100 that are allowed");
        assertThat(dead().getFirst().attempts()).isEqualTo(1);
    }

    @Test
    void concurrentListingsAllShowADeadLetter() {
        tutorial.send("task_queue", ".".repeat(101));
        await().untilAsserted(() -> assertThat(dead()).hasSize(1));

        List<Integer> seen =
                IntStream.range(0, 400).parallel().mapToObj(_ -> dead().size()).toList();

        assertThat(seen).containsOnly(1);
    }

    @Test
    void aDuplicateHasNoSecondEffect() {
        String key = UUID.randomUUID().toString();
        post("{\"text\":\"once.\"}", key);
        post("{\"text\":\"once.\"}", key);
        String last = send("the last..");

        await().untilAsserted(() -> assertThat(effects).contains(last));
        assertThatQueue("task_queue").isEmpty();
        assertThat(effects).containsExactlyInAnyOrder(key, last);
    }

    @Test
    void aLeavingWorkerFinishesItsTaskFirst() {
        String added =
                Objects.requireNonNull(
                                rest.post()
                                        .uri("/workers")
                                        .exchange()
                                        .expectStatus()
                                        .isCreated()
                                        .returnResult(Worker.View.class)
                                        .getResponseBody())
                        .id();
        List<String> ids = List.of(send("a......"), send("b......"), send("c......"));
        await().untilAsserted(() ->
                assertThat(workers()).allMatch(worker -> worker.state() == Worker.State.WORKING));

        rest.delete()
                .uri("/workers/{id}", added)
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("leaving");

        await().untilAsserted(() ->
                assertThat(workers()).extracting(Worker.View::id).doesNotContain(added).hasSize(2));
        await().untilAsserted(() -> assertThat(effects).containsExactlyInAnyOrderElementsOf(ids));
        assertThat(ids).allSatisfy(id -> assertThat(task(id).attempts()).isEqualTo(1));
        assertThatQueue("task_queue").hasConsumers(2);
    }

    @Test
    void aCrashedWorkersTaskIsDoneByAnotherAndHasOneEffect() {
        String id = send("in the middle of it" + ".".repeat(20));
        await().untilAsserted(() -> assertThat(task(id).dotsDone()).isPositive());
        String crashed = Objects.requireNonNull(task(id).worker());

        rest.post().uri("/workers/{id}/crash", crashed).exchange().expectStatus().isAccepted();

        await().untilAsserted(() -> assertThat(task(id).worker()).isNotEqualTo(crashed));
        await().untilAsserted(() -> assertThat(task(id).status()).isEqualTo(Tasks.Status.DONE));
        assertThat(task(id).attempts()).isEqualTo(2);
        assertThat(effects).containsExactly(id);
        assertThatQueue("task_queue").hasConsumers(2).isEmpty();
    }

    @Test
    void limitsTheWorkersAndReportsUnknownWorkersAndTasks() {
        String third =
                Objects.requireNonNull(
                                rest.post()
                                        .uri("/workers")
                                        .exchange()
                                        .expectStatus()
                                        .isCreated()
                                        .returnResult(Worker.View.class)
                                        .getResponseBody())
                        .id();
        rest.post()
                .uri("/workers")
                .exchange()
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:too-many-workers");
        rest.delete().uri("/workers/{id}", third).exchange().expectStatus().isAccepted();
        await().until(() -> workers().size() == 2);

        rest.delete()
                .uri("/workers/nobody")
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:unknown-worker");
        rest.post().uri("/workers/nobody/crash").exchange().expectStatus().isNotFound();
        rest.get()
                .uri("/tasks/nothing")
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:unknown-task");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                            blank             | {"text":" "}                  | #/text
                    negative failures | {"text":"a","failures":-1}    | #/failures
                    unknown field     | {"text":"a","dots":3}         | #/dots
                    no tasks          | []                            | #
                    one bad in batch  | [{"text":"a"},{"text":""}]    | #/1/text
                    lone surrogate    | [{"text":"a"},{"text":"\\ud83d"}] | #/1/text
                    """)
    void rejectsTheWholeRequestIfOnePartIsInvalid(String fault, String body, String pointer) {
        rest.post()
                .uri("/tasks")
                .contentType(APPLICATION_JSON)
                .body(body)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:invalid-request")
                .jsonPath("$.errors[0].pointer")
                .isEqualTo(pointer);
        assertThat(effects).isEmpty();
    }

    /** Every empty task is a violation, and listing each would take a thousand bytes. */
    @Test
    void rejectsAMegabyteOfEmptyTasksWithAShortResponse() {
        for (int tasks : List.of(30, 10_000, 300_000)) {
            rest.post()
                    .uri("/tasks")
                    .contentType(APPLICATION_JSON)
                    .body("[" + "{},".repeat(tasks - 1) + "{}]")
                    .exchange()
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.type")
                    .isEqualTo("urn:problem-type:invalid-request")
                    .jsonPath("$.errors.length()")
                    .value(Integer.class, faults -> assertThat(faults).isBetween(1, 20));
        }
        assertThat(effects).isEmpty();
    }

    @Test
    void rejectsTheWholeRequestIfItExceedsALimit() {
        List<Map<String, String>> tooMany = Collections.nCopies(31, Map.of("text", "a"));
        List<Map<String, String>> tooLong =
                List.of(Map.of("text", "a"), Map.of("text", ".".repeat(101)));
        List<Map<String, String>> tooLongTogether =
                Collections.nCopies(3, Map.of("text", ".".repeat(100)));

        for (Object body : List.of(tooMany, tooLong, tooLongTogether)) {
            rest.post()
                    .uri("/tasks")
                    .body(body)
                    .exchange()
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.errors[0].pointer")
                    .exists();
        }
        assertThat(effects).isEmpty();
    }

    private String send(String text) {
        return send(text, 0);
    }

    private String send(String text, int failures) {
        return post(
                        "{\"text\":\"" + text + "\",\"failures\":" + failures + "}",
                        UUID.randomUUID().toString())
                .id();
    }

    private List<PublishReceipt> postAll(String json) {
        return Objects.requireNonNull(
                accepted(json, UUID.randomUUID().toString())
                        .returnResult(new ParameterizedTypeReference<List<PublishReceipt>>() {})
                        .getResponseBody());
    }

    private PublishReceipt post(String json, String key) {
        return Objects.requireNonNull(
                accepted(json, key).returnResult(PublishReceipt.class).getResponseBody());
    }

    private RestTestClient.ResponseSpec accepted(String json, String key) {
        return rest.post()
                .uri("/tasks")
                .header("Idempotency-Key", key)
                .contentType(APPLICATION_JSON)
                .body(json)
                .exchange()
                .expectStatus()
                .isAccepted();
    }

    private static List<String> ids(List<PublishReceipt> receipts) {
        return receipts.stream().map(PublishReceipt::id).toList();
    }

    private Tasks.Task task(String id) {
        return Objects.requireNonNull(
                rest.get()
                        .uri("/tasks/{id}", id)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .returnResult(Tasks.Task.class)
                        .getResponseBody());
    }

    private List<Worker.View> workers() {
        return Objects.requireNonNull(
                rest.get()
                        .uri("/workers")
                        .exchange()
                        .returnResult(new ParameterizedTypeReference<List<Worker.View>>() {})
                        .getResponseBody());
    }

    private int doneByAll() {
        return workers().stream().mapToInt(Worker.View::done).sum();
    }

    private List<DeadTask> dead() {
        return DeadTask.listedBy(rest);
    }

    private int replay(String json) {
        return handled(
                rest.post().uri("/tasks/dead/replay").contentType(APPLICATION_JSON).body(json));
    }

    /** How many dead tasks the request has replayed or deleted. */
    private static int handled(RestTestClient.RequestHeadersSpec<?> request) {
        Object done =
                Objects.requireNonNull(
                                request.exchange()
                                        .expectStatus()
                                        .isOk()
                                        .returnResult(
                                                new ParameterizedTypeReference<
                                                        Map<String, Object>>() {})
                                        .getResponseBody())
                        .get("done");
        return Integer.parseInt(String.valueOf(done));
    }
}
