package dev.rabbitpatterns.workqueue;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import dev.rabbitpatterns.test.ServiceProcess;
import dev.rabbitpatterns.test.TutorialProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;

/**
 * Runs the service as a process of its own and signals it under load. The effects are counted in
 * the log of its workers, which survives a kill.
 */
class WorkQueueSignalsIT {

    private static final int TASKS = 60;
    private static final int WORKERS = 3;

    private final List<ServiceProcess> processes = new ArrayList<>();

    @BeforeEach
    void startWithoutQueues() {
        try (TutorialProgram tutorial = new TutorialProgram()) {
            tutorial.delete("task_queue").delete("task_queue.dead");
        }
    }

    @AfterEach
    void stopAll() {
        processes.forEach(ServiceProcess::close);
    }

    @Test
    void afterSigtermRunningTasksFinishAndAnotherInstanceDoesTheRestOnce() throws Exception {
        ServiceProcess first = start();
        List<String> confirmed = send(first);
        await().until(() -> effectsOf(first).size() > 5);

        assertThat(first.terminate()).isLessThan(Duration.ofSeconds(20));
        ServiceProcess second = start();
        awaitAnEmptyQueue();

        assertThat(effectsOf(second)).isNotEmpty();
        assertThat(allEffects()).containsExactlyInAnyOrderElementsOf(confirmed);
    }

    @Test
    void afterSigkillNothingIsLostAndOnlyRunningTasksMayBeRepeated() throws Exception {
        ServiceProcess first = start();
        List<String> confirmed = send(first);
        await().until(() -> effectsOf(first).size() > 5);

        first.kill();
        ServiceProcess second = start();
        awaitAnEmptyQueue();

        assertThat(effectsOf(second)).isNotEmpty();
        assertThat(new HashSet<>(allEffects())).containsExactlyInAnyOrderElementsOf(confirmed);
        assertThat(allEffects()).hasSizeBetween(TASKS, TASKS + WORKERS);
    }

    private ServiceProcess start() {
        ServiceProcess process =
                ServiceProcess.start(
                        "work-queue-service",
                        Map.of("work-queue.dot", "50ms", "work-queue.workers", WORKERS));
        processes.add(process);
        return process;
    }

    private static List<String> send(ServiceProcess service) {
        List<PublishReceipt> receipts =
                Objects.requireNonNull(
                        service.rest()
                                .post()
                                .uri("/tasks")
                                .body(Collections.nCopies(TASKS, Map.of("text", "some work...")))
                                .exchange()
                                .expectStatus()
                                .isAccepted()
                                .returnResult(
                                        new ParameterizedTypeReference<List<PublishReceipt>>() {})
                                .getResponseBody());
        assertThat(receipts).hasSize(TASKS);
        return receipts.stream().map(PublishReceipt::id).toList();
    }

    private void awaitAnEmptyQueue() {
        assertThatQueue("task_queue").hasConsumers(WORKERS).isEmpty();
        assertThatQueue("task_queue.dead").isEmpty();
        await().until(() -> new HashSet<>(allEffects()).size() == TASKS);
    }

    private List<String> allEffects() {
        return processes.stream().flatMap(process -> effectsOf(process).stream()).toList();
    }

    private static List<String> effectsOf(ServiceProcess process) {
        return process.log().stream()
                .filter(line -> line.contains(" has done task "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }
}
