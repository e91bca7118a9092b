package dev.rabbitpatterns.rpc;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import dev.rabbitpatterns.test.ApiDocument;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.AmqpRejectAndDontRequeueException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * Makes calls over REST to a server and back, with the tutorials' programs at either end, and with
 * invalid input.
 */
@RealBrokerTest
@TestPropertySource(properties = {"rpc.server.name=the-server", "rpc.client.max-range=200"})
class RpcIT {

    private static final int CALLS = 10_000;

    private final RestTestClient rest;
    private final FibonacciClient client;
    private final MeterRegistry meters;
    private final TutorialProgram tutorial = new TutorialProgram();

    RpcIT(
            @LocalServerPort int port,
            @Autowired FibonacciClient client,
            @Autowired MeterRegistry meters) {
        this.rest = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
        this.client = client;
        this.meters = meters;
    }

    @BeforeEach
    void startWithEmptyQueues() {
        assertThatQueue("rpc_queue").hasConsumers(1).isEmpty();
        tutorial.purge("rpc_queue.dead");
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThatQueue("rpc_queue").hasConsumers(1).isEmpty();
        tutorial.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1",
        "1, 1, 1",
        "2, 1, 1",
        "30, 832040, 6",
        "46, 1836311903, 10",
        "47, 2971215073, 10",
        "92, 7540113804746346429, 19",
        "93, 12200160415121876738, 20"
    })
    void answersACallWithItsNumber(int n, String value, int digits) {
        FibonacciClient.Answer answer = get("/fibonacci/" + n, FibonacciClient.Answer.class);

        assertThat(answer.n()).isEqualTo(n);
        assertThat(answer.value()).isEqualTo(value);
        assertThat(answer.digits()).isEqualTo(digits);
        assertThat(answer.server()).isEqualTo("the-server");
        assertThat(answer.millis()).isBetween(0L, 5000L);
    }

    @Test
    void theLargestNumberIsExact() {
        FibonacciClient.Answer answer = get("/fibonacci/100000", FibonacciClient.Answer.class);

        assertThat(answer.digits()).isEqualTo(20_899);
        assertThat(FibonacciTests.hash(answer.value())).isEqualTo(FibonacciTests.HASH_OF_100000);
    }

    @Test
    void returnsOnlyTheNumberAsPlainText() {
        rest.get()
                .uri("/fibonacci/30")
                .accept(MediaType.TEXT_PLAIN)
                .exchange()
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.TEXT_PLAIN)
                .expectBody(String.class)
                .isEqualTo("832040");
    }

    @Test
    void thousandsOfInterleavedCallsEachGetTheirOwnAnswer() throws Exception {
        List<String> expected = numbersUpTo(2000);
        Semaphore permits = new Semaphore(400);
        List<Future<String>> values = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLS; i++) {
                int n = i % 2001;
                values.add(
                        threads.submit(() -> {
                            permits.acquire();
                            try {
                                return client.call(n, Duration.ofSeconds(30)).value();
                            } finally {
                                permits.release();
                            }
                        }));
            }
        }
        for (int i = 0; i < CALLS; i++) {
            assertThat(values.get(i).get()).as("call %d", i).isEqualTo(expected.get(i % 2001));
        }
        assertThat(dropped()).isZero();
        assertThat(meters.get("rpc.client.in.flight").gauge().value()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersATutorialClient(boolean direct) throws Exception {
        try (TutorialClient tutorialClient =
                direct ? TutorialClient.withDirectReplyTo() : TutorialClient.withExclusiveQueue()) {
            assertThat(tutorialClient.call("30")).isEqualTo("832040");
            assertThat(tutorialClient.call("4")).isEqualTo("3");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "+5",
                " 5",
                "1e3",
                "1.5",
                "٣",
                "abc",
                "100001",
                "99999999999999999999999",
                "0x10"
            })
    void rejectsABadNumberOverRestAndOverAmqp(String n) throws Exception {
        rest.get()
                .uri("/fibonacci/{n}", n)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:invalid-request")
                .jsonPath("$.errors[0].parameter")
                .isEqualTo("n");

        assertThatTheServerRefuses(n.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void rejectsEmptyHugeAndUnreadableBodies() throws Exception {
        assertThatTheServerRefuses(new byte[0]);
        assertThatTheServerRefuses(new byte[] {(byte) 0xc3, (byte) 0x28});
        assertThatTheServerRefuses("9".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII));
        assertThatTheServerRefuses(new byte[1_000_000]);
    }

    private static void assertThatTheServerRefuses(byte[] body) throws Exception {
        try (TutorialClient tutorialClient = TutorialClient.withExclusiveQueue()) {
            Delivery answer = tutorialClient.call(body);

            assertThat(answer.getProperties().getHeaders()).containsKey("x-rpc-refused");
            assertThat(answer.getBody()).asString().startsWith("refused: ");
            assertThat(tutorialClient.call("10")).as("the next call").isEqualTo("55");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "zero,               timeout=0",
        "negative,           timeout=-5s",
        "over the limit,     timeout=61s",
        "far over the limit, timeout=9223372036854775807s",
        "not a duration,     timeout=soon",
        "empty,              timeout="
    })
    void rejectsAnInvalidTimeout(String fault, String query) {
        rest.get()
                .uri("/fibonacci/5?" + query)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[0].parameter")
                .isEqualTo("timeout");
    }

    @Test
    void deadLettersARequestWithoutAReplyAddress() {
        tutorial.send("rpc_queue", "30").send("rpc_queue", "not even a number");

        assertThatQueue("rpc_queue.dead").holds(2);
        List<GetResponse> dead =
                List.of(tutorial.receive("rpc_queue.dead"), tutorial.receive("rpc_queue.dead"));
        assertThat(dead)
                .extracting(letter -> new String(letter.getBody(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder("30", "not even a number");
        assertThat(dead)
                .allSatisfy(letter ->
                        assertThat(letter.getProps().getHeaders().get(DeadLetters.REASON))
                                .hasToString("The request has no reply_to"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "rpc_queue",
                "task_queue",
                "amq.rabbitmq.reply-to",
                "amq.gen",
                "amq.gen-a/hello"
            })
    void deadLettersARequestWithAForbiddenReplyAddress(String replyTo) {
        tutorial.declare("hello").declare("task_queue").purge("hello").purge("task_queue");

        tutorial.send(
                "rpc_queue",
                "30".getBytes(StandardCharsets.US_ASCII),
                replyTo.equals("amq.rabbitmq.reply-to")
                        ? new AMQP.BasicProperties.Builder().replyTo(replyTo + ".").build()
                        : new AMQP.BasicProperties.Builder().replyTo(replyTo).build());

        assertThatQueue("rpc_queue.dead").holds(1);
        assertThat(
                        String.valueOf(
                                tutorial.receive("rpc_queue.dead")
                                        .getProps()
                                        .getHeaders()
                                        .get(DeadLetters.REASON)))
                .contains(replyTo)
                .contains("is not an address that this server answers to");
        assertThatQueue("hello").isEmpty();
        assertThatQueue("task_queue").isEmpty();
    }

    /** 100 bytes of invalid UTF-8 are read as replacement characters, which take 300 bytes. */
    @Test
    void deadLettersARequestWhoseIdIsTooLongForAnAnswer(
            @Autowired FibonacciServer server, @Autowired DeadLetters deadLetters) {
        MessageProperties properties = new MessageProperties();
        properties.setConsumerQueue("rpc_queue");
        properties.setReplyTo("amq.gen-somebody");
        properties.setMessageId("\ufffd".repeat(100));
        properties.setCorrelationId("\ufffd".repeat(100));
        properties.setHeader("\ufffd".repeat(100), "any value");

        Message request = new Message(new byte[] {'3'}, properties);
        assertThatExceptionOfType(AmqpRejectAndDontRequeueException.class)
                .isThrownBy(() -> server.answer(request))
                .satisfies(refusal -> deadLetters.recover(request, refusal));

        assertThatQueue("rpc_queue.dead").holds(1);
        assertThat(
                        tutorial.receive("rpc_queue.dead")
                                .getProps()
                                .getHeaders()
                                .get(DeadLetters.REASON))
                .hasToString("The request has a correlation_id that no answer can carry");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void acknowledgesARequestWhoseCallerIsGone(boolean direct) throws Exception {
        String address;
        try (TutorialServer stealing = new TutorialServer()) {
            TutorialClient gone =
                    direct
                            ? TutorialClient.withDirectReplyTo()
                            : TutorialClient.withExclusiveQueue();
            // Repeat until the stealing server, which gets one request in nine, has one.
            await().until(() -> {
                gone.request("30".getBytes(StandardCharsets.US_ASCII), "a call", Map.of());
                return !stealing.requests.isEmpty();
            });
            address = stealing.next().getProperties().getReplyTo();
            gone.close();
        }
        double before = seen("acknowledged");

        tutorial.send(
                "rpc_queue",
                "30".getBytes(StandardCharsets.US_ASCII),
                new AMQP.BasicProperties.Builder().replyTo(address).build());

        await().untilAsserted(() -> assertThat(seen("acknowledged")).isGreaterThan(before));
        assertThatQueue("rpc_queue").isEmpty();
        assertThatQueue("rpc_queue.dead").isEmpty();
        assertThat(get("/fibonacci/10", FibonacciClient.Answer.class).value()).isEqualTo("55");
    }

    @Test
    void streamsARangeAsServerSentEvents() {
        String events =
                Objects.requireNonNull(
                        rest.get()
                                .uri("/fibonacci/29..30")
                                .accept(MediaType.TEXT_EVENT_STREAM)
                                .exchange()
                                .expectHeader()
                                .contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
                                .returnResult(String.class)
                                .getResponseBody());

        assertThat(events)
                .contains("id:30\nevent:answer\ndata:{\"n\":30,\"value\":\"832040\"")
                .contains("id:29\nevent:answer\ndata:{\"n\":29,\"value\":\"514229\"");
    }

    @ParameterizedTest
    @CsvSource({
        "5..1,      to",
        "1..201,    to",
        "a..5,      from",
        "1..,       to",
        "..5,       from",
        "1..2..3,   from",
        "-5..5,     from",
        "1..100001, to"
    })
    void rejectsAnInvalidRange(String range, String parameter) {
        rest.get()
                .uri("/fibonacci/" + range)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[0].parameter")
                .isEqualTo(parameter);
    }

    @Test
    void measuresTheTimesOfTheClientAndTheServer() {
        get("/fibonacci/30", FibonacciClient.Answer.class);

        assertThat(get("/actuator/prometheus", String.class))
                .contains("spring_rabbit_template_seconds_count")
                .contains("spring_rabbit_listener_seconds_count")
                .as("a reply address as a tag would create a time series per caller")
                .doesNotContain("reply-to");
    }

    @Test
    void everyStepOfACallIsCounted() {
        List<String> steps =
                List.of(
                        "published",
                        "confirmed",
                        "delivered",
                        "answered",
                        "acknowledged",
                        "replied");
        Map<String, Double> expected = new HashMap<>();
        steps.forEach(step -> expected.put(step, seen(step)));
        steps.forEach(step -> expected.merge(step, 1.0, Double::sum));

        get("/fibonacci/30", FibonacciClient.Answer.class);

        await().untilAsserted(() ->
                assertThat(expected)
                        .allSatisfy((step, times) -> assertThat(seen(step)).isEqualTo(times)));
    }

    @Test
    void servesTheApiDescription() {
        Map<?, ?> paths =
                (Map<?, ?>) Objects.requireNonNull(get("/v3/api-docs", Map.class).get("paths"));

        assertThat(paths.toString())
                .contains("/fibonacci/{n}")
                .contains("/fibonacci/{from}..{to}")
                .contains("timeout");
    }

    @Test
    void documentsEveryOperationWithExamplesAndProblems() {
        ApiDocument.check(rest);
    }

    private double seen(String step) {
        var counter = meters.find("messaging.events").tag("type", step).counter();
        return counter == null ? 0 : counter.count();
    }

    private double dropped() {
        var counter = meters.find("rpc.client.dropped").counter();
        return counter == null ? 0 : counter.count();
    }

    private static List<String> numbersUpTo(int n) {
        List<String> numbers = new ArrayList<>();
        BigInteger current = BigInteger.ZERO;
        BigInteger next = BigInteger.ONE;
        for (int i = 0; i <= n; i++) {
            numbers.add(current.toString());
            BigInteger sum = current.add(next);
            current = next;
            next = sum;
        }
        return numbers;
    }

    private <T> T get(String path, Class<T> type) {
        return Objects.requireNonNull(
                rest.get()
                        .uri(path)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .returnResult(type)
                        .getResponseBody());
    }
}
