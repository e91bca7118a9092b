package dev.rabbitpatterns.messaging.publish;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.Message;

/** Every way in which a publish could hang or be mistaken for another, and its outcome. */
@Timeout(30)
class GroupCommitTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(500);

    private final ExecutorService publishers = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<ScriptedChannel> channels = new ArrayDeque<>();
    private final GroupCommit commit =
            new GroupCommit(this::open, new BatchingSocketFactory(), 100);
    private ScriptedChannel broker = new ScriptedChannel();

    GroupCommitTests() throws IOException {}

    @BeforeEach
    void offerOneChannel() {
        channels.add(broker);
    }

    @AfterEach
    void stop() {
        commit.close();
        publishers.shutdownNow();
    }

    private ConfirmChannel open() throws IOException {
        if (channels.isEmpty()) {
            throw new IOException("no broker");
        }
        return channels.remove().open();
    }

    @Test
    void aPublishCompletesWhenItIsConfirmed() throws IOException {
        CompletableFuture<Boolean> publish = publish("a");
        await().until(() -> broker.written().equals(List.of("a")));
        assertThat(publish).isNotDone();

        broker.ack("a");

        assertThat(publish.join()).isTrue();
    }

    @Test
    void concurrentPublishesShareAConfirm() throws IOException {
        CompletableFuture<Boolean> first = publish("first");
        await().until(() -> broker.written().size() == 1);
        List<CompletableFuture<Boolean>> others = publishAll(20);

        broker.ack("first");
        await().until(() -> broker.written().size() == 21);
        broker.ackUpTo(broker.written().getLast());

        assertThat(first.join()).isTrue();
        assertThat(others).allSatisfy(other -> assertThat(other.join()).isTrue());
    }

    @Test
    void aReturnIsMatchedToItsOwnMessage() throws IOException {
        List<CompletableFuture<Boolean>> publishes = publishAll(3);
        await().until(() -> broker.written().size() == 3);

        broker.returnMessage("1");
        broker.ackUpTo(broker.written().getLast());

        assertThat(publishes.get(0).join()).isTrue();
        assertThat(publishes.get(1).join()).isFalse();
        assertThat(publishes.get(2).join()).isTrue();
    }

    @Test
    void aNackRefusesOnlyItsOwnMessage() throws IOException {
        List<CompletableFuture<Boolean>> publishes = publishAll(2);
        await().until(() -> broker.written().size() == 2);

        broker.nack("0");
        broker.ack("1");

        assertRefused(publishes.get(0));
        assertThat(publishes.get(1).join()).isTrue();
    }

    @Test
    void aSlowConfirmDelaysNoOtherPublish() throws IOException {
        CompletableFuture<Boolean> slow = publish("slow");
        await().until(() -> broker.written().contains("slow"));

        for (int i = 0; i < 5; i++) {
            CompletableFuture<Boolean> fast = publish("fast" + i);
            await().until(() -> broker.written().size() > 1);
            String key = "fast" + i;
            await().until(() -> broker.written().contains(key));
            broker.ack(key);
            assertThat(fast.orTimeout(2, SECONDS).join()).isTrue();
        }

        assertThat(slow).isNotDone();
        broker.ack("slow");
        assertThat(slow.join()).isTrue();
    }

    @Test
    void aMissingConfirmIsAnUnknownOutcomeAndDelaysNoOtherPublish() throws IOException {
        CompletableFuture<Boolean> lost = publish("lost", SHORT_TIMEOUT);

        assertUnknown(lost);

        CompletableFuture<Boolean> next = publish("next");
        await().until(() -> broker.written().contains("next"));
        broker.ack("next");
        assertThat(next.join()).isTrue();
    }

    @Test
    void aLateConfirmDoesNotCompleteTheNextPublish() throws IOException {
        assertUnknown(publish("late", SHORT_TIMEOUT));
        CompletableFuture<Boolean> next = publish("next");
        await().until(() -> broker.written().contains("next"));

        broker.ack("late");

        assertThat(next).isNotDone();
        broker.ack("next");
        assertThat(next.join()).isTrue();
    }

    @Test
    void aFailedWriteIsAnUnknownOutcomeAndTheNextUsesANewChannel() throws IOException {
        ScriptedChannel another = new ScriptedChannel();
        channels.add(another);
        broker.failWritesWith(new IOException("broken pipe"));

        assertUnknown(publish("a"));

        CompletableFuture<Boolean> next = publish("next");
        await().until(() -> another.written().contains("next"));
        another.ack("next");
        assertThat(next.join()).isTrue();
    }

    @Test
    void publishesOnANewChannelAfterAnErrorInAWrite() throws IOException {
        ScriptedChannel another = new ScriptedChannel();
        channels.add(another);
        broker.failWritesWith(new StackOverflowError());

        assertUnknown(publish("a"));

        CompletableFuture<Boolean> next = publish("next");
        await().until(() -> another.written().contains("next"));
        another.ack("next");
        assertThat(next.join()).isTrue();
    }

    @Test
    void aMessageThatCannotBeEncodedDoesNotShiftOtherNumbers() throws IOException {
        ScriptedChannel another = new ScriptedChannel();
        channels.add(another);
        CompletableFuture<Boolean> before = publish("before");
        await().until(() -> broker.written().contains("before"));
        broker.failWritesWith(new IllegalArgumentException("Short string too long"));

        assertUnknown(publish("unwritable"));
        assertUnknown(before);

        broker.failWritesWith(null);
        CompletableFuture<Boolean> next = publish("next");
        await().until(() -> another.written().contains("next"));
        assertThat(broker.written()).doesNotContain("next");
        another.ack("next");
        assertThat(next.join()).isTrue();
    }

    @Test
    void afterTheChannelClosesUnconfirmedPublishesAreUnknownAndLaterOnesUseANewChannel()
            throws IOException {
        ScriptedChannel another = new ScriptedChannel();
        channels.add(another);
        CompletableFuture<Boolean> written = publish("written");
        await().until(() -> broker.written().contains("written"));

        broker.loseConnection();
        List<CompletableFuture<Boolean>> waiting = publishAll(10);

        assertUnknown(written);
        await().until(() -> another.written().size() >= 1);
        another.ackUpTo(another.written().getLast());
        await().until(() -> another.written().size() == 10);
        another.ackUpTo(another.written().getLast());
        assertThat(waiting).allSatisfy(publish -> assertThat(publish.join()).isTrue());
        assertThat(broker.written()).containsExactly("written");
    }

    @Test
    void aBrokerThatStopsReadingDelaysNoPublishBeyondItsTimeout() throws IOException {
        CompletableFuture<Boolean> unconfirmed = publish("unconfirmed");
        await().until(() -> broker.written().contains("unconfirmed"));
        broker.stopReading();

        CompletableFuture<Boolean> stuck = publish("stuck", SHORT_TIMEOUT);
        await().until(() -> broker.startedWrites() == 2);
        CompletableFuture<Boolean> behind = publish("behind", SHORT_TIMEOUT);

        assertUnknown(stuck);
        assertRefused(behind);

        broker.resumeReading();
        CompletableFuture<Boolean> next = publish("next");
        await().until(() -> broker.written().contains("next"));
        broker.ackUpTo("next");
        assertThat(next.join()).isTrue();
        assertThat(unconfirmed.join()).isTrue();
        assertThat(broker.written()).containsExactly("unconfirmed", "stuck", "next");
    }

    @Test
    void afterALostConfirmAPublisherDoesNotWriteItsOwnMessage() throws IOException {
        assertUnknown(publish("lost", SHORT_TIMEOUT));
        broker.stopReading();

        assertUnknown(publish("next", SHORT_TIMEOUT));

        broker.resumeReading();
    }

    @Test
    void aLargeMessageIsNotWrittenByItsPublisher() throws IOException {
        CompletableFuture<Boolean> first = publish("first");
        await().until(() -> broker.written().contains("first"));
        broker.ack("first");
        assertThat(first.join()).isTrue();
        broker.stopReading();

        assertUnknown(publish(commit, "large", SHORT_TIMEOUT, new byte[100_000]));

        broker.resumeReading();
    }

    @Test
    void withoutABrokerAPublishIsRefusedAtOnce() {
        channels.clear();

        assertRefused(publish("a").orTimeout(2, SECONDS));
    }

    @Test
    void anAlarmRefusesNewPublishesAtOnceUntilItEnds() throws IOException {
        CompletableFuture<Boolean> written = publish("written");
        await().until(() -> broker.written().contains("written"));

        broker.block();

        assertRefused(publish("during").orTimeout(2, SECONDS));
        assertThat(broker.written()).containsExactly("written");
        broker.unblock();
        broker.ack("written");
        assertThat(written.join()).isTrue();
        CompletableFuture<Boolean> after = publish("after");
        await().until(() -> broker.written().contains("after"));
        broker.ack("after");
        assertThat(after.join()).isTrue();
    }

    @Test
    void aPublishBeyondTheMaximumPendingIsRefused() throws IOException {
        List<CompletableFuture<Boolean>> allowed = publishAll(100);
        await().until(() -> broker.written().size() == 100);

        assertRefused(publish("one more"));

        broker.ackUpTo(broker.written().getLast());
        assertThat(allowed).allSatisfy(publish -> assertThat(publish.join()).isTrue());
    }

    @Test
    void onShutdownUnconfirmedPublishesAreUnknownAndNewOnesRefused() throws IOException {
        CompletableFuture<Boolean> written = publish("written");
        await().until(() -> broker.written().contains("written"));

        commit.close();

        assertUnknown(written);
        assertRefused(publish("too late"));
    }

    @Test
    void shutdownRefusesQueuedPublishesDuringAConnectionAttempt() throws InterruptedException {
        CountDownLatch connecting = new CountDownLatch(1);
        CountDownLatch noBroker = new CountDownLatch(1);
        GroupCommit stuck =
                new GroupCommit(
                        () -> connect(connecting, noBroker), new BatchingSocketFactory(), 100);
        CompletableFuture<Boolean> first = publish(stuck, "first", TIMEOUT);
        connecting.await();
        CompletableFuture<Boolean> second = publish(stuck, "second", TIMEOUT);

        stuck.close();

        assertRefused(second.orTimeout(2, SECONDS));
        noBroker.countDown();
        assertRefused(first.orTimeout(2, SECONDS));
    }

    private static ConfirmChannel connect(CountDownLatch connecting, CountDownLatch noBroker)
            throws IOException {
        connecting.countDown();
        try {
            noBroker.await(10, SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("no broker");
    }

    private List<CompletableFuture<Boolean>> publishAll(int count) {
        return IntStream.range(0, count).mapToObj(i -> publish(Integer.toString(i))).toList();
    }

    private CompletableFuture<Boolean> publish(String routingKey) {
        return publish(routingKey, TIMEOUT);
    }

    private CompletableFuture<Boolean> publish(String routingKey, Duration timeout) {
        return publish(commit, routingKey, timeout);
    }

    private CompletableFuture<Boolean> publish(
            GroupCommit target, String routingKey, Duration timeout) {
        return publish(target, routingKey, timeout, new byte[0]);
    }

    private CompletableFuture<Boolean> publish(
            GroupCommit target, String routingKey, Duration timeout, byte[] body) {
        PendingPublish publish =
                new PendingPublish(OutgoingMessage.toQueue(routingKey, new Message(body)));
        return CompletableFuture.supplyAsync(
                () -> {
                    target.submit(publish);
                    return publish.await(timeout);
                },
                publishers);
    }

    private static void assertRefused(CompletableFuture<Boolean> publish) {
        assertThatThrownBy(publish::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(PublishException.Refused.class);
    }

    private static void assertUnknown(CompletableFuture<Boolean> publish) {
        assertThatThrownBy(publish::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(PublishException.OutcomeUnknown.class);
    }
}
