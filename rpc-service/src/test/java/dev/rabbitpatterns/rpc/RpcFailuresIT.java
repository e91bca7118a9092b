package dev.rabbitpatterns.rpc;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RunningService;
import dev.rabbitpatterns.test.TutorialProgram;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

/** Every way a call can fail: each has its problem type, and none returns a wrong number. */
class RpcFailuresIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Map<String, Object> CLIENT_ONLY = Map.of("rpc.server.enabled", false);

    private final TutorialProgram tutorial = new TutorialProgram();
    private final List<RunningService> services = new ArrayList<>();

    @BeforeEach
    void startWithoutQueues() {
        tutorial.delete("rpc_queue").delete("rpc_queue.dead");
    }

    @AfterEach
    void stopAll() {
        try {
            services.stream()
                    .filter(RunningService::isRunning)
                    .forEach(RpcFailuresIT::everyRequestHasItsOutcome);
        } finally {
            services.forEach(RunningService::close);
        }
        tutorial.close();
    }

    private static void everyRequestHasItsOutcome(RunningService service) {
        MeterRegistry meters = service.bean(MeterRegistry.class);
        Function<String, Double> count =
                type -> meters.counter("messaging.events", "type", type).count();
        await().untilAsserted(() ->
                assertThat(
                                Stream.of("confirmed", "returned", "refused", "unconfirmed")
                                        .mapToDouble(count::apply)
                                        .sum())
                        .isEqualTo(count.apply("published")));
    }

    @Test
    void aCallWithoutAServerFailsBeforeItsTimeout() {
        RunningService service =
                start(
                        Map.of(
                                "rpc.server.enabled",
                                false,
                                "rpc.client.no-server-check-after",
                                "1ms"));

        Duration took =
                timed(() -> assertProblem(service, "/fibonacci/5?timeout=30s", 503, "no-server"));

        assertThat(took).isLessThan(Duration.ofSeconds(5));
        assertThatQueue("rpc_queue").holds(1);
    }

    @Test
    void aCallWithoutAQueueFailsBeforeItsTimeout() {
        RunningService service = start(CLIENT_ONLY);
        assertProblem(service, "/fibonacci/5", 503, "no-server");
        tutorial.delete("rpc_queue");

        Duration took =
                timed(() -> assertProblem(service, "/fibonacci/5?timeout=30s", 503, "no-server"));

        assertThat(took).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void anUnservedRequestExpiresWithoutBeingDeadLettered() {
        RunningService service = start(CLIENT_ONLY);

        assertProblem(service, "/fibonacci/5?timeout=300ms", 503, "no-server");
        assertThatQueue("rpc_queue").isEmpty();

        start(Map.of("rpc.client.enabled", false));
        assertThatQueue("rpc_queue").hasConsumers(1).isEmpty();
        assertThatQueue("rpc_queue.dead").isEmpty();
    }

    @Test
    void aTutorialServerCanAnswerACall() throws Exception {
        RunningService service = start(CLIENT_ONLY);
        try (TutorialServer server = new TutorialServer()) {
            CompletableFuture<FibonacciClient.Answer> call = call(service, 30, TIMEOUT);

            Delivery request = server.next();
            server.answer(request, "832040");

            assertThat(request.getBody()).asString().isEqualTo("30");
            assertThat(request.getProperties().getReplyTo()).startsWith("amq.rabbitmq.reply-to.");
            assertThat(request.getProperties().getExpiration()).isEqualTo("30000");
            assertThat(call.get().value()).isEqualTo("832040");
            assertThat(call.get().server()).isNull();
        }
    }

    @Test
    void aCallToASlowServerTimesOutAndItsLateAnswerIsDropped() throws Exception {
        RunningService service = start(CLIENT_ONLY);
        try (TutorialServer server = new TutorialServer()) {
            CompletableFuture<FibonacciClient.Answer> slow =
                    call(service, 30, Duration.ofMillis(300));
            Delivery late = server.next();
            assertThat(problemOf(slow)).isEqualTo("no-answer");

            CompletableFuture<FibonacciClient.Answer> other = call(service, 10, TIMEOUT);
            server.answer(late, "832040");
            await().untilAsserted(() -> assertThat(dropped(service)).isEqualTo(1));
            assertThat(other).isNotDone();

            server.answer(server.next(), "55");
            assertThat(other.get().value()).isEqualTo("55");
        }
    }

    @Test
    void dropsForeignAndRepeatedAnswers() throws Exception {
        RunningService service = start(CLIENT_ONLY);
        try (TutorialServer server = new TutorialServer()) {
            CompletableFuture<FibonacciClient.Answer> call = call(service, 30, TIMEOUT);
            Delivery request = server.next();

            server.answer(request, "a guess", "1");
            server.answer(request, null, "2");
            server.answer(request, "", "3");
            await().untilAsserted(() -> assertThat(dropped(service)).isEqualTo(3));
            assertThat(call).isNotDone();

            server.answer(request, "832040");
            assertThat(call.get().value()).isEqualTo("832040");
            server.answer(request, request.getProperties().getCorrelationId(), "666");
            await().untilAsserted(() -> assertThat(dropped(service)).isEqualTo(4));
        }
    }

    @Test
    void correlationIdsCannotBeGuessed() throws Exception {
        RunningService service = start(CLIENT_ONLY);
        try (TutorialServer server = new TutorialServer()) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                CompletableFuture<FibonacciClient.Answer> call = call(service, 30, TIMEOUT);
                Delivery request = server.next();
                ids.add(request.getProperties().getCorrelationId());
                assertThat(request.getProperties().getMessageId())
                        .as("the message id, which the live stream shows")
                        .isNotEqualTo(ids.getLast());
                server.answer(request, "832040");
                call.get();
            }
            assertThat(ids).doesNotHaveDuplicates();
            assertThat(ids).allMatch(id -> id.matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}"));
        }
    }

    @Test
    void rejectsAnAnswerThatIsNotANumber() throws Exception {
        RunningService service = start(CLIENT_ONLY);
        try (TutorialServer server = new TutorialServer()) {
            for (String text : List.of("", "832040 ", "eight", "-8", "８３２", "1e3", "007")) {
                CompletableFuture<FibonacciClient.Answer> call = call(service, 30, TIMEOUT);
                server.answer(server.next(), text);
                assertThat(problemOf(call)).as(text).isEqualTo("bad-answer");
            }
        }
    }

    @Test
    void reportsAServersRefusalAsAnUnprocessableRequest() {
        RunningService client = start(CLIENT_ONLY);
        start(Map.of("rpc.client.enabled", false, "rpc.max-n", 10));

        assertProblem(client, "/fibonacci/11", 422, "refused");
        client.rest()
                .get()
                .uri("/fibonacci/11")
                .exchange()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("The server refused: n may be at most 10.");
        client.rest().get().uri("/fibonacci/10").exchange().expectStatus().isOk();
    }

    @Test
    void aRangeReportsTheOutcomeOfEachCall() {
        RunningService client = start(CLIENT_ONLY);
        start(Map.of("rpc.client.enabled", false, "rpc.max-n", 10));

        String events =
                Objects.requireNonNull(
                        client.rest()
                                .get()
                                .uri("/fibonacci/9..12")
                                .exchange()
                                .expectStatus()
                                .isOk()
                                .returnResult(String.class)
                                .getResponseBody());

        assertThat(events.lines().filter(line -> line.startsWith("data:")))
                .hasSize(4)
                .anyMatch(line -> line.startsWith("data:{\"n\":9,\"value\":\"34\""))
                .anyMatch(line -> line.startsWith("data:{\"n\":10,\"value\":\"55\""))
                .anyMatch(line ->
                        line.startsWith("data:{\"n\":11,\"problem\":{") && line.contains("refused"))
                .anyMatch(line -> line.startsWith("data:{\"n\":12,\"problem\":{"));
    }

    @Test
    void aRangeStopsCallingWhenItsReaderDisconnects() throws Exception {
        RunningService service = start(CLIENT_ONLY);
        URI uri = URI.create(service.url());
        try (TutorialServer server = new TutorialServer()) {
            try (Socket reader = new Socket(uri.getHost(), uri.getPort())) {
                reader.getOutputStream()
                        .write(
                                "GET /fibonacci/1..1000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                server.answer(server.next(), "1");
                assertThat(reader.getInputStream().read()).isPositive();
                reader.setSoLinger(true, 0);
            }

            int calls = 1;
            Delivery request;
            while ((request = server.requests.poll(1, TimeUnit.SECONDS)) != null) {
                server.answer(request, "1");
                calls++;
            }
            assertThat(calls).isBetween(50, 500);
        }
    }

    @Test
    void rejectsCallsOverTheLimitUntilOthersAreAnswered() throws Exception {
        RunningService service =
                start(Map.of("rpc.server.enabled", false, "rpc.client.max-in-flight", 3));
        try (TutorialServer server = new TutorialServer()) {
            List<CompletableFuture<FibonacciClient.Answer>> waiting =
                    IntStream.range(0, 3).mapToObj(i -> call(service, 30, TIMEOUT)).toList();

            assertProblem(service, "/fibonacci/5", 429, "too-many-calls");
            for (var _ : waiting) {
                server.answer(server.next(), "832040");
            }
            for (CompletableFuture<FibonacciClient.Answer> call : waiting) {
                assertThat(call.get().value()).isEqualTo("832040");
            }

            CompletableFuture<FibonacciClient.Answer> another = call(service, 5, TIMEOUT);
            server.answer(server.next(), "5");
            assertThat(another.get().value()).isEqualTo("5");
        }
    }

    @Test
    void rejectsRangesOverTheLimitUntilAnotherEnds() throws Exception {
        RunningService service =
                start(Map.of("rpc.server.enabled", false, "rpc.client.max-ranges", 1));
        URI uri = URI.create(service.url());
        try (TutorialServer server = new TutorialServer()) {
            try (Socket reader = new Socket(uri.getHost(), uri.getPort())) {
                reader.getOutputStream()
                        .write(
                                "GET /fibonacci/1..1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                Delivery request = server.next();

                assertProblem(service, "/fibonacci/1..2", 429, "too-many-calls");
                server.answer(request, "1");
            }
        }
        start(Map.of("rpc.client.enabled", false));
        await().untilAsserted(() ->
                service.rest().get().uri("/fibonacci/1..2").exchange().expectStatus().isOk());
    }

    @Test
    void anotherServerAnswersTheRequestOfALostServer() throws Exception {
        RunningService client = start(CLIENT_ONLY);
        TutorialServer lost = new TutorialServer();
        CompletableFuture<FibonacciClient.Answer> call = call(client, 30, TIMEOUT);
        lost.next();
        start(Map.of("rpc.client.enabled", false));

        lost.close();

        assertThat(call.get().value()).isEqualTo("832040");
    }

    @Test
    void reportsNoServerWhenTheOnlyServerIsLost() throws Exception {
        RunningService client = start(CLIENT_ONLY);
        CompletableFuture<FibonacciClient.Answer> call;
        try (TutorialServer lost = new TutorialServer()) {
            call = call(client, 30, TIMEOUT);
            lost.next();
        }

        Duration took = timed(() -> assertThat(problemOf(call)).isEqualTo("no-server"));

        assertThat(took).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aBrokerRestartFailsCallsInFlightAtOnceAndLaterCallsSucceed() throws Exception {
        RunningService service = start(CLIENT_ONLY);
        TutorialServer server = new TutorialServer();
        CompletableFuture<FibonacciClient.Answer> inFlight = call(service, 30, TIMEOUT);
        server.next();
        RealBroker.get().stop();
        try {
            Duration took =
                    timed(() -> assertThat(problemOf(inFlight)).isEqualTo("broker-unavailable"));
            assertThat(took).isLessThan(Duration.ofSeconds(5));
            assertProblem(service, "/fibonacci/5", 503, "broker-unavailable");
            assertThat(service.health("liveness")).isEqualTo(HttpStatus.OK);
        } finally {
            RealBroker.get().start();
            server.close();
        }
        start(Map.of("rpc.client.enabled", false));

        await().atMost(TIMEOUT)
                .untilAsserted(() ->
                        service.rest().get().uri("/fibonacci/30").exchange().expectStatus().isOk());
    }

    @Test
    void aBrokerRestartUnderLoadGivesNoWrongNumberAndHangsNoCall() throws Exception {
        RunningService service = start(Map.of());
        CompletableFuture<Void> restart =
                CompletableFuture.runAsync(
                        () -> {
                            RealBroker.get().stop();
                            RealBroker.get().start();
                        },
                        Thread::startVirtualThread);
        Map<String, Integer> outcomes = new HashMap<>();
        String last;
        do {
            last = outcomeOf(service);
            outcomes.merge(last, 1, Integer::sum);
        } while (!restart.isDone() || !"832040".equals(last));
        restart.join();

        assertThat(outcomes.keySet())
                .isSubsetOf("832040", "broker-unavailable", "no-answer", "no-server");
        assertThat(outcomes).containsKey("broker-unavailable");
        assertThatQueue("rpc_queue").hasConsumers(1).isEmpty();
        assertThatQueue("rpc_queue.dead").isEmpty();
    }

    @Test
    void aCallFailsAtOnceWhenTheBrokerIsLowOnMemory() {
        RunningService service = start(Map.of());
        service.rest().get().uri("/fibonacci/30").exchange().expectStatus().isOk();
        RealBroker.get().ctl("set_vm_memory_high_watermark", "absolute", "1MB");
        try {
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> {
                        long start = System.nanoTime();
                        assertProblem(
                                service, "/fibonacci/5?timeout=2s", 503, "broker-unavailable");
                        assertThat(Duration.ofNanos(System.nanoTime() - start))
                                .isLessThan(Duration.ofSeconds(1));
                    });
        } finally {
            RealBroker.get().ctl("set_vm_memory_high_watermark", "0.4");
        }
        await().atMost(TIMEOUT)
                .untilAsserted(() ->
                        service.rest().get().uri("/fibonacci/30").exchange().expectStatus().isOk());
    }

    @Test
    void aCallFailsAtOnceWhenTheQueueIsFull() throws Exception {
        RealBroker.get()
                .ctl(
                        "set_policy",
                        "--priority",
                        "10",
                        "--apply-to",
                        "queues",
                        "short-queue",
                        "^rpc_queue$",
                        "{\"max-length\":1,\"overflow\":\"reject-publish\"}");
        try {
            RunningService service =
                    start(
                            Map.of(
                                    "rpc.server.enabled",
                                    false,
                                    "rpc.client.no-server-check-after",
                                    "20s"));
            List<CompletableFuture<FibonacciClient.Answer>> calls = new ArrayList<>();

            // The queue starts to reject only a little after it is full.
            await().until(() -> {
                calls.add(call(service, 5, TIMEOUT));
                return calls.stream().anyMatch(CompletableFuture::isDone);
            });

            assertThat(calls.stream().filter(CompletableFuture::isDone))
                    .allMatch(call -> problemOf(call).equals("broker-unavailable"));
        } finally {
            RealBroker.get().ctl("clear_policy", "short-queue");
        }
    }

    @Test
    void theBrokerDeadLettersARequestThatKeepsKillingItsServer() throws Exception {
        RealBroker.get()
                .ctl(
                        "set_policy",
                        "--priority",
                        "10",
                        "--apply-to",
                        "queues",
                        "low-delivery-limit",
                        "^rpc_queue$",
                        "{\"delivery-limit\":2,\"dead-letter-exchange\":\"rpc_queue.dead\"}");
        try {
            start(CLIENT_ONLY).rest().get().uri("/fibonacci/5?timeout=1ms").exchange();
            assertThatQueue("rpc_queue").isEmpty();
            tutorial.send("rpc_queue", "poison");
            for (int delivery = 1; delivery <= 3; delivery++) {
                try (TutorialServer killed = new TutorialServer()) {
                    killed.next();
                }
            }

            assertThatQueue("rpc_queue.dead").holds(1);
            GetResponse dead = tutorial.receive("rpc_queue.dead");
            assertThat(dead.getBody()).asString().isEqualTo("poison");
            assertThatQueue("rpc_queue").isEmpty();
        } finally {
            RealBroker.get().ctl("clear_policy", "low-delivery-limit");
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
                                .isEqualTo("rpc")
                                .jsonPath("$.warnings")
                                .isEmpty());
    }

    @Test
    void discardsARequestWhoseDeadlineHasPassed() {
        RunningService server = start(Map.of("rpc.client.enabled", false));
        assertThatQueue("rpc_queue").hasConsumers(1);
        AMQP.BasicProperties longAgo =
                new AMQP.BasicProperties.Builder()
                        .replyTo("amq.gen-somebody")
                        .timestamp(Date.from(Instant.now().minusSeconds(60)))
                        .expiration("5000")
                        .build();

        tutorial.send("rpc_queue", "30".getBytes(StandardCharsets.US_ASCII), longAgo);

        await().untilAsserted(() -> assertThat(seen(server, "discarded")).isEqualTo(1));
        assertThatQueue("rpc_queue").isEmpty();
        assertThatQueue("rpc_queue.dead").isEmpty();
    }

    @Test
    void aStoppingServerAnswersTheRequestsItHasStarted() throws Exception {
        RunningService client = start(CLIENT_ONLY);
        RunningService server = start(Map.of("rpc.client.enabled", false));
        RunningService successor = start(Map.of("rpc.client.enabled", false));
        List<CompletableFuture<FibonacciClient.Answer>> calls =
                IntStream.range(0, 500).mapToObj(i -> call(client, 50_000, TIMEOUT)).toList();
        await().until(() -> calls.stream().anyMatch(CompletableFuture::isDone));

        server.close();

        String expected = Fibonacci.of(50_000).toString();
        for (CompletableFuture<FibonacciClient.Answer> call : calls) {
            assertThat(call.get().value()).isEqualTo(expected);
        }
        assertThat(dropped(client)).isZero();
        assertThat(seen(successor, "acknowledged")).isPositive();
    }

    @Test
    void aClientStopsWithoutDelayAfterACall() {
        RunningService client = start(CLIENT_ONLY);
        assertProblem(client, "/fibonacci/5", 503, "no-server");

        assertThat(timed(client::close)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void theShippedUserHasOnlyThePermissionsItNeeds() throws Exception {
        RunningService service =
                start(
                        Map.of(
                                "spring.rabbitmq.username", "rpc",
                                "spring.rabbitmq.password", "rpc-development"));

        service.rest().get().uri("/fibonacci/30").exchange().expectStatus().isOk();
        tutorial.send("rpc_queue", "nobody to answer");
        assertThatQueue("rpc_queue.dead").holds(1);
        assertThat(RealBroker.get().ctl("list_user_permissions", "rpc", "--silent"))
                .contains("^rpc_queue(\\.dead)?$")
                .contains("^(amq\\.default|rpc_queue(\\.dead)?)$");
    }

    @Test
    void anInstanceWithoutTheClientServesNoCalls() {
        RunningService server = start(Map.of("rpc.client.enabled", false));

        server.rest().get().uri("/fibonacci/5").exchange().expectStatus().isNotFound();
        server.rest().get().uri("/topology").exchange().expectStatus().isOk();
    }

    private RunningService start(Map<String, Object> properties) {
        RunningService service = RunningService.start(RpcApplication.class, properties);
        services.add(service);
        return service.awaitReady();
    }

    private static CompletableFuture<FibonacciClient.Answer> call(
            RunningService service, int n, Duration timeout) {
        FibonacciClient client = service.bean(FibonacciClient.class);
        return CompletableFuture.supplyAsync(
                () -> client.call(n, timeout), Thread::startVirtualThread);
    }

    private static String outcomeOf(RunningService service) {
        try {
            return service.bean(FibonacciClient.class).call(30, Duration.ofSeconds(2)).value();
        } catch (ProblemException e) {
            return typeOf(e);
        }
    }

    private static String problemOf(CompletableFuture<FibonacciClient.Answer> call) {
        try {
            throw new AssertionError("Expected a problem, but got an answer: " + call.join());
        } catch (CompletionException e) {
            return typeOf((ProblemException) Objects.requireNonNull(e.getCause()));
        }
    }

    private static String typeOf(ProblemException problem) {
        return String.valueOf(problem.getBody().getType()).replace("urn:problem-type:", "");
    }

    private static void assertProblem(RunningService service, String uri, int status, String type) {
        var answer =
                service.rest()
                        .get()
                        .uri(uri)
                        .exchange()
                        .expectStatus()
                        .isEqualTo(status)
                        .expectBody()
                        .jsonPath("$.type")
                        .isEqualTo("urn:problem-type:" + type)
                        .jsonPath("$.detail")
                        .exists()
                        .returnResult();
        if (status == 503 || status == 429) {
            assertThat(answer.getResponseHeaders().getFirst("Retry-After")).isEqualTo("2");
        }
    }

    private static Duration timed(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static double dropped(RunningService service) {
        var counter = service.bean(MeterRegistry.class).find("rpc.client.dropped").counter();
        return counter == null ? 0 : counter.count();
    }

    private static double seen(RunningService service, String step) {
        var counter =
                service.bean(MeterRegistry.class)
                        .find("messaging.events")
                        .tag("type", step)
                        .counter();
        return counter == null ? 0 : counter.count();
    }
}
