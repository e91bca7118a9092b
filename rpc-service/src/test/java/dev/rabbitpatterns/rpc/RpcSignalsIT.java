package dev.rabbitpatterns.rpc;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.test.RunningService;
import dev.rabbitpatterns.test.ServiceProcess;
import dev.rabbitpatterns.test.TutorialProgram;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs two servers as processes of their own and kills one that has unanswered requests. */
class RpcSignalsIT {

    private static final int CALLS = 1000;
    private static final int N = 60_000;

    @Test
    void afterSigkillTheOtherServerAnswersEveryCallCorrectly() throws Exception {
        try (TutorialProgram tutorial = new TutorialProgram()) {
            tutorial.delete("rpc_queue").delete("rpc_queue.dead");
        }
        try (RunningService client =
                        RunningService.start(
                                RpcApplication.class, Map.of("rpc.server.enabled", false));
                ServiceProcess one = start("one");
                ServiceProcess two = start("two")) {
            assertThatQueue("rpc_queue").hasConsumers(2);
            FibonacciClient calls = client.bean(FibonacciClient.class);
            List<CompletableFuture<FibonacciClient.Answer>> answers =
                    IntStream.range(0, CALLS)
                            .mapToObj(i ->
                                    CompletableFuture.supplyAsync(
                                            () -> calls.call(N, Duration.ofSeconds(60)),
                                            Thread::startVirtualThread))
                            .toList();
            await().until(() -> answeredBy("one", answers) > 0 && answeredBy("two", answers) > 0);

            one.kill();
            assertThat(answers).as("calls still in flight").anyMatch(answer -> !answer.isDone());

            String expected = Fibonacci.of(N).toString();
            for (CompletableFuture<FibonacciClient.Answer> answer : answers) {
                assertThat(answer.get().value()).isEqualTo(expected);
            }
            assertThat(answeredBy("one", answers) + answeredBy("two", answers)).isEqualTo(CALLS);
            assertThatQueue("rpc_queue").hasConsumers(1).isEmpty();
            assertThatQueue("rpc_queue.dead").isEmpty();
            assertThat(two.log()).noneMatch(line -> line.contains(" ERROR "));
        }
    }

    private static ServiceProcess start(String name) {
        return ServiceProcess.start(
                "rpc-service", Map.of("rpc.client.enabled", false, "rpc.server.name", name));
    }

    private static long answeredBy(
            String server, List<CompletableFuture<FibonacciClient.Answer>> answers) {
        return answers.stream()
                .filter(CompletableFuture::isDone)
                .filter(answer -> server.equals(answer.join().server()))
                .count();
    }
}
