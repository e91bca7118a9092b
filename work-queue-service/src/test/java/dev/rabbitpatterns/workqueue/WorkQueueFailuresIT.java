package dev.rabbitpatterns.workqueue;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RunningService;
import dev.rabbitpatterns.test.TutorialProgram;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * Breaks the service or the broker while tasks are queued and running, and counts: attempted =
 * confirmed + refused, confirmed = done + dead + still queued.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkQueueFailuresIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TutorialProgram tutorial = new TutorialProgram();
    private final List<RunningService> services = new ArrayList<>();
    private final List<String> confirmed = new ArrayList<>();
    private int attempted;
    private int refused;

    @BeforeEach
    void startWithoutQueues() {
        tutorial.delete("task_queue").delete("task_queue.dead");
    }

    @AfterEach
    void stopAll() {
        services.forEach(RunningService::close);
        tutorial.close();
    }

    @Test
    void aBrokerRestartLosesNoQueuedOrRunningTask() {
        RunningService service = start(Map.of("work-queue.dot", "20ms"));
        send(service, "running" + ".".repeat(60), 2);
        send(service, "queued.", 200);

        RealBroker.get().stop();
        try {
            send(service, "too late", 1);
            assertThat(refused).isEqualTo(1);
        } finally {
            RealBroker.get().start();
        }

        assertThatEveryConfirmedTaskIsDoneOnce(tasksOf(service));
    }

    @Test
    void aStoppingInstanceFinishesItsTasksAndTheNextOneDoesTheRest() {
        RunningService first = start(Map.of("work-queue.dot", "20ms"));
        Tasks firstTasks = tasksOf(first);
        send(first, "some work...", 60);
        await().until(() -> done(firstTasks) > 5);
        first.close();
        assertThat(running(firstTasks)).as("tasks left unfinished").isZero();
        assertThatQueue("task_queue").holds(60 - done(firstTasks));

        RunningService second = start(Map.of("work-queue.dot", "1ms"));

        assertThatEveryConfirmedTaskIsDoneOnce(firstTasks, tasksOf(second));
    }

    @Test
    void twoInstancesShareTheQueueAndDoEachTaskOnce() {
        RunningService one = start(Map.of("work-queue.dot", "10ms"));
        RunningService other = start(Map.of("work-queue.dot", "10ms"));
        assertThatQueue("task_queue").hasConsumers(4);

        send(one, "shared.", 100);

        assertThatEveryConfirmedTaskIsDoneOnce(tasksOf(one), tasksOf(other));
        assertThat(done(tasksOf(one))).isPositive();
        assertThat(done(tasksOf(other))).isPositive();
    }

    @Test
    void theBrokerDeadLettersATaskThatKeepsCrashingItsWorker() {
        RealBroker.get()
                .ctl(
                        "set_policy",
                        "--priority",
                        "10",
                        "--apply-to",
                        "queues",
                        "low-delivery-limit",
                        "^task_queue$",
                        "{\"delivery-limit\":2,\"dead-letter-exchange\":\"\",\"dead-letter-routing-key\":\"task_queue.dead\"}");
        try {
            RunningService service = start(Map.of("work-queue.dot", "100ms"));
            send(service, "killer" + ".".repeat(60), 1);
            WorkerPool workers = service.bean(WorkerPool.class);

            await().atMost(TIMEOUT)
                    .until(() -> {
                        workers.views().stream()
                                .filter(worker -> worker.state() == Worker.State.WORKING)
                                .forEach(worker -> workers.crash(worker.id()));
                        return dead(service).size() == 1;
                    });

            assertThat(dead(service).getFirst().id()).isEqualTo(confirmed.getFirst());
            assertThat(dead(service).getFirst().reason())
                    .isEqualTo("the broker gave up: delivery_limit");
            send(service, "the next one", 1);
            await().until(() -> done(tasksOf(service)) == 1);
            assertThatQueue("task_queue").isEmpty();
        } finally {
            RealBroker.get().ctl("clear_policy", "low-delivery-limit");
        }
    }

    @Test
    void warnsOfAMissingDeliveryLimitAtStartupAndInTheTopology(CapturedOutput output) {
        RealBroker.get()
                .ctl(
                        "set_policy",
                        "--priority",
                        "10",
                        "--apply-to",
                        "queues",
                        "no-delivery-limit",
                        "^task_queue$",
                        "{\"max-length\":100}");
        try {
            RunningService service = start(Map.of());

            await().atMost(TIMEOUT)
                    .untilAsserted(() ->
                            assertThat(output)
                                    .contains("No policy limits the deliveries of 'task_queue'"));
            service.rest()
                    .get()
                    .uri("/topology")
                    .exchange()
                    .expectBody()
                    .jsonPath("$.warnings[0]")
                    .value(
                            String.class,
                            warning -> assertThat(warning).contains("task_queue.dead"));
        } finally {
            RealBroker.get().ctl("clear_policy", "no-delivery-limit");
        }
    }

    @Test
    void theShippedPolicyCausesNoWarning() {
        RunningService service = start(Map.of());

        await().atMost(TIMEOUT)
                .untilAsserted(() ->
                        service.rest()
                                .get()
                                .uri("/topology")
                                .exchange()
                                .expectBody()
                                .jsonPath("$.queues[0].policy")
                                .isEqualTo("work-queue")
                                .jsonPath("$.warnings")
                                .isEmpty());
    }

    @Test
    void aFullQueueRejectsTasksUntilThereIsRoomAgain() {
        RealBroker.get()
                .ctl(
                        "set_policy",
                        "--priority",
                        "10",
                        "--apply-to",
                        "queues",
                        "short-queue",
                        "^task_queue$",
                        "{\"max-length\":5,\"overflow\":\"reject-publish\"}");
        try {
            RunningService service =
                    start(Map.of("work-queue.workers", 0, "work-queue.dot", "1ms"));
            send(service, "fits or not", 20);
            assertThat(refused).isPositive();
            assertThat(confirmed).hasSizeGreaterThanOrEqualTo(5);
            assertThatQueue("task_queue").holds(confirmed.size());

            service.bean(WorkerPool.class).add();

            await().until(() -> done(tasksOf(service)) == confirmed.size());
            send(service, "fits again", 1);
            assertThatEveryConfirmedTaskIsDoneOnce(tasksOf(service));
        } finally {
            RealBroker.get().ctl("clear_policy", "short-queue");
        }
    }

    @Test
    void aRejectedBatchIsDoneOnceWhenRetriedUnderItsKey() {
        RealBroker.get()
                .ctl(
                        "set_policy",
                        "--priority",
                        "10",
                        "--apply-to",
                        "queues",
                        "short-queue",
                        "^task_queue$",
                        "{\"max-length\":5,\"overflow\":\"reject-publish\"}");
        RunningService service = start(Map.of("work-queue.workers", 0, "work-queue.dot", "1ms"));
        List<Map<String, Object>> batch = Collections.nCopies(20, Map.of("text", "one of many"));
        String key = UUID.randomUUID().toString();
        try {
            fill(service);
            sendBatch(service, batch, key)
                    .expectStatus()
                    .isEqualTo(503)
                    .expectHeader()
                    .exists("Retry-After")
                    .expectBody()
                    .jsonPath("$.length()")
                    .isEqualTo(20)
                    .jsonPath("$[19].type")
                    .isEqualTo("urn:problem-type:broker-unavailable");
        } finally {
            RealBroker.get().ctl("clear_policy", "short-queue");
        }

        sendBatch(service, batch, key).expectStatus().isAccepted();
        service.bean(WorkerPool.class).add();

        for (int task = 1; task <= batch.size(); task++) {
            confirmed.add(key + " " + task);
            attempted++;
        }
        assertThatEveryConfirmedTaskIsDoneOnce(tasksOf(service));
    }

    /** A queue starts to reject only a little after it reaches its limit. */
    private void fill(RunningService service) {
        await().until(() -> {
            send(service, "filler", 1);
            return refused > 0;
        });
    }

    private static RestTestClient.ResponseSpec sendBatch(
            RunningService service, List<Map<String, Object>> batch, String key) {
        return service.rest()
                .post()
                .uri("/tasks")
                .header("Idempotency-Key", key)
                .body(batch)
                .exchange();
    }

    @Test
    void rejectsATaskWhenItsQueueIsMissing() {
        RunningService service = start(Map.of("work-queue.workers", 0));
        send(service, "accepted", 1);
        tutorial.delete("task_queue");

        service.rest()
                .post()
                .uri("/tasks")
                .body(Map.of("text", "nowhere to go"))
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .exists("Retry-After")
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:no-queue");
    }

    @Test
    void redeclaresADeletedDeadLetterQueue() {
        RunningService service = start(Map.of("work-queue.retries", 0));
        tutorial.delete("task_queue.dead");

        String id = "fails";
        service.bean(TaskProducer.class).send(Batch.of(new NewTask("fails", 1)), id);

        await().untilAsserted(() ->
                assertThat(dead(service)).extracting(DeadTask::id).containsExactly(id));
        assertThatQueue("task_queue").isEmpty();
    }

    /** If CC and BCC were kept, every retry would multiply the message. */
    @Test
    void hostilePropertiesNeitherMultiplyAMessageNorBreakItsHandling() {
        RunningService service = start(Map.of("work-queue.dot", "1ms"));
        String notText = "\u00ff";
        tutorial.send("task_queue", notText.getBytes(StandardCharsets.ISO_8859_1), hostile("1", 0));
        tutorial.send("task_queue", "fails".getBytes(StandardCharsets.UTF_8), hostile("2", 100));
        tutorial.send("task_queue", "fails".getBytes(StandardCharsets.UTF_8), hostile("a/b", 100));
        tutorial.send("task_queue", "no id".getBytes(StandardCharsets.UTF_8), hostile("", 100));
        tutorial.send("task_queue", "same here".getBytes(StandardCharsets.UTF_8), hostile("", 100));
        send(service, "the next one", 1);

        await().until(() -> done(tasksOf(service)) == 1);
        assertThatQueue("task_queue.dead").holds(5);
        assertThatQueue("task_queue").isEmpty();

        service.rest().delete().uri("/tasks/dead/1").exchange().expectStatus().isOk();
        service.rest().post().uri("/tasks/dead/replay").exchange().expectStatus().isOk();

        assertThatQueue("task_queue.dead").isEmpty();
        await().until(() -> tasksOf(service).find("2").filter(this::isDone).isPresent());
        await().until(() -> tasksOf(service).find("a/b").filter(this::isDone).isPresent());
        await().untilAsserted(() -> assertThat(effects(service)).isEqualTo(5));
        assertThatQueue("task_queue").isEmpty();
        assertThatQueue("task_queue.dead").isEmpty();
    }

    /** By default, a Spring listener container splits a body with this header into messages. */
    @Test
    void treatsABodyMarkedAsASpringBatchAsOneMessage() {
        RunningService service = start(Map.of("work-queue.dot", "1ms"));
        AMQP.BasicProperties batch =
                new AMQP.BasicProperties.Builder()
                        .messageId("a-batch")
                        .headers(Map.of("springBatchFormat", "lengthHeader4"))
                        .build();
        byte[] manyEmptyMessages = new byte[400];
        byte[] malformed = {0, 0, 1, 0, 'x'};

        tutorial.send("task_queue", manyEmptyMessages, batch);
        tutorial.send("task_queue", malformed, batch.builder().messageId("malformed").build());

        await().until(() -> tasksOf(service).find("a-batch").filter(this::isDone).isPresent());
        await().until(() -> tasksOf(service).find("malformed").filter(this::isDone).isPresent());
        assertThat(count(service, "delivered")).isEqualTo(2);
        await().untilAsserted(() -> assertThat(count(service, "acknowledged")).isEqualTo(2));
        assertThatQueue("task_queue").hasConsumers(2).isEmpty();
        assertThatQueue("task_queue.dead").isEmpty();
    }

    private static double count(RunningService service, String step) {
        return service.bean(MeterRegistry.class).counter("messaging.events", "type", step).count();
    }

    private boolean isDone(Tasks.Task task) {
        return task.status() == Tasks.Status.DONE;
    }

    private static double effects(RunningService service) {
        return count(service, "acknowledged")
                - count(service, "retried")
                - count(service, "dead-lettered");
    }

    private static AMQP.BasicProperties hostile(String id, int failures) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("CC", List.of("task_queue"));
        headers.put("BCC", List.of("task_queue"));
        headers.put("x-simulate-failures", failures);
        headers.put("x-retry-attempts", Long.MIN_VALUE);
        headers.put("x-delivery-count", -7);
        headers.put("x-dead-attempts", Long.MAX_VALUE);
        headers.put("x-dead-first-at", "never");
        headers.put("traceparent", 42);
        headers.put("tracestate", Map.of("a", "b"));
        headers.put("huge", "x".repeat(120_000));
        return new AMQP.BasicProperties.Builder()
                .messageId(id)
                .headers(headers)
                .expiration("60000")
                .priority(31)
                .userId(RealBroker.get().username())
                .replyTo("task_queue")
                .build();
    }

    private RunningService start(Map<String, Object> properties) {
        Map<String, Object> all =
                new HashMap<>(
                        Map.of("work-queue.first-retry-after", "100ms", "work-queue.retries", 1));
        all.putAll(properties);
        RunningService service = RunningService.start(WorkQueueApplication.class, all);
        services.add(service);
        return service.awaitReady();
    }

    private void send(RunningService service, String text, int times) {
        RestTestClient rest = service.rest();
        for (int i = 0; i < times; i++) {
            String id = UUID.randomUUID().toString();
            int status =
                    rest.post()
                            .uri("/tasks")
                            .header("Idempotency-Key", id)
                            .body(Map.of("text", text))
                            .exchange()
                            .returnResult(String.class)
                            .getStatus()
                            .value();
            attempted++;
            if (status == 202) {
                confirmed.add(id);
            } else {
                assertThat(status).isEqualTo(503);
                refused++;
            }
        }
    }

    private void assertThatEveryConfirmedTaskIsDoneOnce(Tasks... instances) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> {
                    int done = 0;
                    for (Tasks instance : instances) {
                        done += done(instance);
                    }
                    assertThat(done).isEqualTo(confirmed.size());
                });
        assertThatQueue("task_queue").isEmpty();
        assertThatQueue("task_queue.dead").isEmpty();
        assertThat(attempted).isEqualTo(confirmed.size() + refused);
    }

    /**
     * Counts the confirmed tasks that this instance has done. A task done by two instances is
     * counted by both, so their sum exceeds the number of confirmed tasks.
     */
    private int done(Tasks tasks) {
        return count(tasks, Tasks.Status.DONE);
    }

    private int running(Tasks tasks) {
        return count(tasks, Tasks.Status.RUNNING);
    }

    private int count(Tasks tasks, Tasks.Status status) {
        return (int)
                confirmed.stream()
                        .flatMap(id -> tasks.find(id).stream())
                        .filter(task -> task.status() == status)
                        .count();
    }

    private static Tasks tasksOf(RunningService service) {
        return service.bean(Tasks.class);
    }

    private static List<DeadTask> dead(RunningService service) {
        return DeadTask.listedBy(service.rest());
    }
}
