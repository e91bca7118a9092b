package dev.rabbitpatterns.messaging.publish;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Delivery;
import dev.rabbitpatterns.messaging.TestService;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.Message;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Every outcome that a publish can have, provoked at a real broker. */
@RealBrokerTest
@TestPropertySource(properties = "messaging.publish.confirm-timeout=3s")
class ConfirmedPublisherIT {

    private static final String QUEUE = "publisher-test";

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;
    private final TutorialProgram program = new TutorialProgram().delete(QUEUE);

    @Autowired
    ConfirmedPublisherIT(ConfirmedPublisher publisher, TextMessageConverter converter) {
        this.publisher = publisher;
        this.converter = converter;
    }

    @AfterEach
    void cleanUp() {
        program.close();
        try (TutorialProgram last = new TutorialProgram()) {
            last.delete(QUEUE);
        }
    }

    @Test
    void aReceiptMeansThatTheBrokerHasTheMessage() {
        program.declare(QUEUE);

        PublishReceipt receipt = publisher.publishToQueue(QUEUE, message("kept"));

        assertThat(receipt.routed()).isTrue();
        assertThatQueue(QUEUE).holds(1);
        assertThat(program.receive(QUEUE).getProps().getMessageId()).isEqualTo(receipt.id());
    }

    @Test
    void oversizedHeadersAreRefusedAndAffectNoOtherPublish() throws Exception {
        program.declare(QUEUE);
        try (ExecutorService others = Executors.newFixedThreadPool(4)) {
            List<Future<PublishReceipt>> receipts = new ArrayList<>();
            for (int round = 0; round < 50; round++) {
                receipts.add(
                        others.submit(() -> publisher.publishToQueue(QUEUE, message("innocent"))));
                Message odd = message("odd");
                odd.getMessageProperties().setHeader("x-large", "x".repeat(131_000));
                assertThatExceptionOfType(ProblemException.class)
                        .isThrownBy(() -> publisher.publishToQueue(QUEUE, odd));
            }
            for (Future<PublishReceipt> receipt : receipts) {
                assertThat(receipt.get().routed()).isTrue();
            }
        }
        assertThatQueue(QUEUE).holds(50);
    }

    @Test
    void anExchangeWithoutBindingsConfirmsButDoesNotRoute() {
        PublishReceipt receipt = publisher.publish(TestService.UNBOUND, "", message("to nowhere"));

        assertThat(receipt.routed()).isFalse();
    }

    @Test
    void aBatchIsPublishedInOrderAndEachMessageHasAnOutcome() {
        List<Message> messages =
                IntStream.rangeClosed(1, 50).mapToObj(n -> message("number " + n)).toList();
        assertThat(publishAll(messages))
                .hasSize(50)
                .allMatch(outcome -> outcome.failure() instanceof PublishException.NoQueue);
        program.declare(QUEUE);

        Batch<PublishOutcome> outcomes = publishAll(messages);

        assertThat(outcomes)
                .extracting(outcome -> Objects.requireNonNull(outcome.receipt()).id())
                .isEqualTo(
                        messages.stream()
                                .map(message -> message.getMessageProperties().getMessageId())
                                .toList());
        for (int n = 1; n <= 50; n++) {
            assertThat(program.receive(QUEUE).getBody()).asString().isEqualTo("number " + n);
        }
    }

    @Test
    void oversizedHeadersInOneMessageRefuseTheWholeBatch() {
        program.declare(QUEUE);
        Message odd = message("odd");
        odd.getMessageProperties().setHeader("x-large", "x".repeat(131_000));

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> publishAll(List.of(message("first"), odd)));

        assertThatQueue(QUEUE).isEmpty();
    }

    @Test
    void publishingToAMissingQueueFails() {
        assertThatExceptionOfType(PublishException.NoQueue.class)
                .isThrownBy(() -> publisher.publishToQueue(QUEUE, message("to nowhere")))
                .withMessage("Queue 'publisher-test' does not exist");
    }

    @Test
    void publishingToAMissingExchangeFails() {
        assertThatExceptionOfType(PublishException.class)
                .isThrownBy(() -> publisher.publish("no-such-exchange", "", message("to nowhere")));
    }

    @Test
    void aFullQueueRefusesTheMessage() {
        program.declare(QUEUE, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        publisher.publishToQueue(QUEUE, message("fits"));

        assertThatExceptionOfType(PublishException.Refused.class)
                .isThrownBy(() -> publisher.publishToQueue(QUEUE, message("does not fit")));
        assertThatQueue(QUEUE).holds(1);
    }

    /** The other queue has its copy, so the publish does not count as refused. */
    @Test
    void theOutcomeIsUnknownIfOneOfSeveralQueuesIsFull() {
        program.declare(QUEUE, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        program.send(QUEUE, "fills it");
        program.bind(QUEUE, "amq.fanout");
        List<Delivery> other = program.listen("amq.fanout", "", Map.of());

        assertThatExceptionOfType(PublishException.OutcomeUnknown.class)
                .isThrownBy(() -> publisher.publish("amq.fanout", "", message("to both")));

        await().until(() -> other.size() == 1);
        assertThatQueue(QUEUE).holds(1);
    }

    /** Only the default exchange delivers to a reply address. */
    @Test
    void aReplyAddressIsAnOrdinaryKeyOnOtherExchanges() {
        String key = "amq.rabbitmq.reply-to.anything";

        assertThat(publisher.publish("amq.topic", key, message("to nowhere")).routed()).isFalse();
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void publishesAreRefusedQuicklyDuringAnAlarmAndSucceedAfterIt() {
        program.declare(QUEUE);
        publisher.publishToQueue(QUEUE, message("before"));
        RealBroker.get().ctl("set_vm_memory_high_watermark", "0.00001");
        try {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThatExceptionOfType(PublishException.Refused.class)
                                    .isThrownBy(() ->
                                            publisher.publishToQueue(QUEUE, message("during")))
                                    .withMessageContaining("low on memory or disk"));
            long start = System.nanoTime();
            assertThatExceptionOfType(PublishException.Refused.class)
                    .isThrownBy(() -> publisher.publishToQueue(QUEUE, message("during")));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(1));
        } finally {
            RealBroker.get().ctl("set_vm_memory_high_watermark", "0.6");
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> tryPublish("after"));
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void publishesAreRefusedWhileTheBrokerIsDownAndSucceedAfterwards() {
        program.declare(QUEUE);
        publisher.publishToQueue(QUEUE, message("before"));
        RealBroker.get().stop();
        try {
            await().untilAsserted(() ->
                    assertThatExceptionOfType(PublishException.Refused.class)
                            .isThrownBy(() -> publisher.publishToQueue(QUEUE, message("during")))
                            .withMessage("The broker is not reachable"));
        } finally {
            RealBroker.get().start();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> tryPublish("after"));
        assertThatQueue(QUEUE).holds(2);
    }

    private boolean tryPublish(String text) {
        try {
            return publisher.publishToQueue(QUEUE, message(text)).routed();
        } catch (PublishException e) {
            return false;
        }
    }

    private Batch<PublishOutcome> publishAll(List<Message> messages) {
        return publisher.publishAll(
                Batch.ofAll(messages),
                null,
                (message, id) -> OutgoingMessage.toQueue(QUEUE, message));
    }

    private Message message(String text) {
        return converter.toMessage(text, (String) null);
    }
}
