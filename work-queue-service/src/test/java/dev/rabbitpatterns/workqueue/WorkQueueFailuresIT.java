package dev.rabbitpatterns.workqueue;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.messaging.DeadLetter;
import dev.rabbitpatterns.messaging.DeadLetterQueue;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RunningService;
import dev.rabbitpatterns.test.TutorialProgram;
import java.time.Duration;
import java.util.ArrayList;
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
 * Breaks the service or the broker with tasks in the queue and in hand, and counts: attempted =
 * confirmed + refused, confirmed = done + dead + still queued.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkQueueFailuresIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TutorialProgram tutorial = new TutorialProgram();
    private final List<RunningService> services = new ArrayList<>();
    private final List<String> confirmed = new ArrayList<>();
    private int attempted;
    private int refused;

    @BeforeEach
    void beginWithoutQueues() {
        tutorial.delete("task_queue").delete("task_queue.dead");
    }

    @AfterEach
    void stopAll() {
        services.forEach(RunningService::close);
        tutorial.close();
    }

    @Test
    void aRestartOfTheBrokerWithTasksQueuedAndInHandLosesNone() {
        RunningService service = start(Map.of("work-queue.dot", "20ms"));
        send(service, "in hand" + ".".repeat(60), 2);
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
    void whatIsInHandIsFinishedAtTheStopAndTheRestIsDoneByTheNextInstance() {
        RunningService first = start(Map.of("work-queue.dot", "20ms"));
        Tasks ofFirst = tasksOf(first);
        send(first, "some work...", 60);
        await().until(() -> done(ofFirst) > 5);
        first.close();
        assertThat(running(ofFirst)).as("nothing was left in the middle").isZero();
        assertThatQueue("task_queue").holds(60 - done(ofFirst));

        RunningService second = start(Map.of("work-queue.dot", "1ms"));

        assertThatEveryConfirmedTaskIsDoneOnce(ofFirst, tasksOf(second));
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
    void aTaskThatKillsItsWorkerAgainAndAgainIsSetAsideByTheBroker() {
        RealBroker.get()
                .ctl(
                        "set_policy",
                        "--priority",
                        "10",
                        "--apply-to",
                        "queues",
                        "impatient",
                        "^task_queue$",
                        "{\"delivery-limit\":2,\"dead-letter-exchange\":\"\",\"dead-letter-routing-key\":\"task_queue.dead\"}");
        try {
            RunningService service = start(Map.of("work-queue.dot", "100ms"));
            send(service, "killer" + ".".repeat(60), 1);
            WorkerPool workers = service.bean(WorkerPool.class);

            await().atMost(PATIENCE)
                    .until(() -> {
                        workers.views().stream()
                                .filter(worker -> worker.state() == WorkerView.State.WORKING)
                                .forEach(worker -> workers.crash(worker.id()));
                        return dead(service).size() == 1;
                    });

            assertThat(dead(service).getFirst().id()).isEqualTo(confirmed.getFirst());
            assertThat(dead(service).getFirst().reason())
                    .isEqualTo("the broker gave up: delivery_limit");
            send(service, "the next one flows", 1);
            await().until(() -> done(tasksOf(service)) == 1);
            assertThatQueue("task_queue").isEmpty();
        } finally {
            RealBroker.get().ctl("clear_policy", "impatient");
        }
    }

    @Test
    void aMissingDeliveryLimitIsSaidAtTheStartAndInTheTopology(CapturedOutput output) {
        RealBroker.get()
                .ctl(
                        "set_policy",
                        "--priority",
                        "10",
                        "--apply-to",
                        "queues",
                        "careless",
                        "^task_queue$",
                        "{\"max-length\":100}");
        try {
            RunningService service = start(Map.of());

            await().atMost(PATIENCE)
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
            RealBroker.get().ctl("clear_policy", "careless");
        }
    }

    @Test
    void withThePolicyOfTheShippedBrokerThereIsNoWarning() {
        RunningService service = start(Map.of());

        await().atMost(PATIENCE)
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
    void aQueueThatIsFullRefusesAndTakesAgainWhenThereIsRoom() {
        RealBroker.get()
                .ctl(
                        "set_policy",
                        "--priority",
                        "10",
                        "--apply-to",
                        "queues",
                        "short",
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
            RealBroker.get().ctl("clear_policy", "short");
        }
    }

    @Test
    void withoutAQueueATaskIsRefusedAndNotLost() {
        RunningService service = start(Map.of("work-queue.workers", 0));
        send(service, "taken", 1);
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
    void aDeadLetterQueueThatWasDeletedIsDeclaredAgain() {
        RunningService service = start(Map.of("work-queue.retries", 0));
        tutorial.delete("task_queue.dead");

        String id = service.bean(TaskProducer.class).send(new NewTask("fails", 1), null).id();

        await().untilAsserted(() ->
                assertThat(dead(service)).extracting(DeadLetter::id).containsExactly(id));
        assertThatQueue("task_queue").isEmpty();
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
        await().atMost(PATIENCE)
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
     * How many of the confirmed tasks this instance has done; two instances that did the same would
     * add up to more.
     */
    private int done(Tasks tasks) {
        return count(tasks, Task.Status.DONE);
    }

    private int running(Tasks tasks) {
        return count(tasks, Task.Status.RUNNING);
    }

    private int count(Tasks tasks, Task.Status status) {
        return (int)
                confirmed.stream()
                        .flatMap(id -> tasks.find(id).stream())
                        .filter(task -> task.status() == status)
                        .count();
    }

    private static Tasks tasksOf(RunningService service) {
        return service.bean(Tasks.class);
    }

    private static List<DeadLetter> dead(RunningService service) {
        return service.bean(DeadLetterQueue.class).list("task_queue");
    }
}
