package dev.rabbitpatterns.messaging.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.beans.factory.annotation.Autowired;

/** Many threads share a channel while something breaks: every publish has the right outcome. */
@RealBrokerTest
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ConfirmedPublisherUnderLoadIT {

    private static final Logger log = LoggerFactory.getLogger(ConfirmedPublisherUnderLoadIT.class);
    private static final String QUEUE = "publisher-load-test";
    private static final String FULL = "publisher-load-test.full";
    private static final int PUBLISHERS = 32;

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;
    private final ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS);

    private final Set<String> attempted = ConcurrentHashMap.newKeySet();
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    @Autowired
    ConfirmedPublisherUnderLoadIT(ConfirmedPublisher publisher, TextMessageConverter converter) {
        this.publisher = publisher;
        this.converter = converter;
    }

    @BeforeEach
    void declare() {
        try (TutorialProgram program = new TutorialProgram()) {
            program.delete(QUEUE).delete(FULL).declare(QUEUE);
            program.declare(FULL, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        }
    }

    @AfterEach
    void cleanUp() {
        threads.shutdownNow();
        try (TutorialProgram program = new TutorialProgram()) {
            program.delete(QUEUE).delete(FULL);
        }
    }

    /** What breaks while messages are published. */
    private interface Fault {
        void inject() throws Exception;
    }

    @Test
    void withoutAFaultEveryPublishIsConfirmed() throws Exception {
        publishWhile(20, () -> {});

        assertThatOutcomesMatchTheQueue();
        assertThat(confirmed).hasSameSizeAs(attempted);
    }

    @Test
    void nothingConfirmedIsLostWhenConnectionsAreClosed() throws Exception {
        publishWhile(3, () -> RealBroker.get().ctl("close_all_connections", "test"));

        assertThatOutcomesMatchTheQueue();
    }

    @Test
    void nothingConfirmedIsLostWhenTheBrokerRestarts() throws Exception {
        publishWhile(
                1,
                () -> {
                    RealBroker.get().stop();
                    RealBroker.get().start();
                });

        assertThatOutcomesMatchTheQueue();
    }

    @Test
    void nothingConfirmedIsLostWhenAnotherPublishClosesTheChannel() throws Exception {
        publishWhile(
                10, () -> assertThat(outcomeOf("no-such-exchange", "")).isNotEqualTo("confirmed"));

        assertThatOutcomesMatchTheQueue();
    }

    @Test
    void aFullQueueRefusesItsOwnMessagesAndDelaysNoOthers() throws Exception {
        publisher.publishToQueue(FULL, converter.toMessage("fits", (String) null));
        AtomicBoolean running = new AtomicBoolean(true);
        List<Future<?>> toFullQueue = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS / 2; i++) {
            toFullQueue.add(
                    threads.submit(() -> {
                        while (running.get()) {
                            assertThat(outcomeOf("", FULL)).isEqualTo("refused");
                        }
                    }));
        }

        for (int i = 0; i < 1_000; i++) {
            publish();
        }
        running.set(false);
        for (Future<?> publishing : toFullQueue) {
            publishing.get();
        }

        assertThat(confirmed).hasSize(1_000);
        assertThatOutcomesMatchTheQueue();
    }

    @Test
    void aReturnIsMatchedToItsMessageEvenIfTwoShareAnId() throws Exception {
        List<Future<Boolean>> routed = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String id = "twice-" + i / 2;
            String queue = i % 2 == 0 ? QUEUE : "no-such-queue";
            Message message = converter.toMessage("text", id);
            routed.add(threads.submit(() -> publisher.publish("", queue, message).routed()));
        }

        for (int i = 0; i < 2_000; i++) {
            assertThat(routed.get(i).get()).as("publish %d", i).isEqualTo(i % 2 == 0);
        }
    }

    private void publishWhile(int times, Fault fault) throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        List<Future<?>> publishing =
                IntStream.range(0, PUBLISHERS)
                        .<Future<?>>mapToObj(i ->
                                threads.submit(() -> {
                                    while (running.get()) {
                                        publish();
                                    }
                                }))
                        .toList();
        for (int time = 0; time < times; time++) {
            awaitMoreConfirms();
            fault.inject();
        }
        awaitMoreConfirms();
        running.set(false);
        for (Future<?> one : publishing) {
            one.get();
        }
    }

    private void awaitMoreConfirms() {
        int before = confirmed.size();
        await().atMost(Duration.ofSeconds(30)).until(() -> confirmed.size() > before + 500);
    }

    private void publish() {
        Message message = converter.toMessage("text", (String) null);
        String id = message.getMessageProperties().getMessageId();
        attempted.add(id);
        try {
            publisher.publishToQueue(QUEUE, message);
            confirmed.add(id);
        } catch (PublishException.Refused e) {
            refused.add(id);
        } catch (PublishException.OutcomeUnknown e) {
            unknown.add(id);
        }
    }

    private String outcomeOf(String exchange, String routingKey) {
        try {
            publisher.publish(exchange, routingKey, converter.toMessage("text", (String) null));
            return "confirmed";
        } catch (PublishException.Refused e) {
            return "refused";
        } catch (PublishException e) {
            return "unknown";
        }
    }

    private void assertThatOutcomesMatchTheQueue() {
        List<String> arrived;
        try (TutorialProgram program = new TutorialProgram()) {
            arrived =
                    program.receiveAll(QUEUE).stream()
                            .map(message -> message.getProperties().getMessageId())
                            .toList();
        }
        Set<String> arrivedIds = new HashSet<>(arrived);
        log.info(
                "attempted {}, confirmed {}, refused {}, unknown {}, arrived {}",
                attempted.size(),
                confirmed.size(),
                refused.size(),
                unknown.size(),
                arrivedIds.size());
        assertThat(attempted).hasSize(confirmed.size() + refused.size() + unknown.size());
        assertThat(arrived).as("no duplicates").hasSameSizeAs(arrivedIds);
        assertThat(confirmed.stream().filter(id -> !arrivedIds.contains(id))).as("lost").isEmpty();
        assertThat(refused.stream().filter(arrivedIds::contains))
                .as("refused, but arrived")
                .isEmpty();
    }
}
