package dev.rabbitpatterns.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.rabbitpatterns.messaging.TestDatabase;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishException;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import dev.rabbitpatterns.messaging.tracing.MessageTrace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.util.unit.DataSize;

/** What a transaction has committed is published, in order, whatever happens in between. */
class OutboxRelayTests {

    private static final int SHORT = 20;

    private final TestDatabase database = new TestDatabase();
    private final OutboxTable table = new OutboxTable(database.client());
    private final TextMessageConverter converter =
            new TextMessageConverter("test", DataSize.ofKilobytes(1));
    private final List<String> published = Collections.synchronizedList(new ArrayList<>());
    private final List<OutboxRelay> relays = new ArrayList<>();
    private final AtomicLong pending = new AtomicLong();

    @AfterEach
    void stop() {
        relays.forEach(OutboxRelay::stop);
    }

    @Test
    void onlyWhatIsCommittedIsPublished() {
        OutboxRelay relay = relay(publisher());
        Outbox outbox = new Outbox(table, converter, relay, MessageTrace.NONE);
        relay.start();

        database.transaction()
                .executeWithoutResult(status -> {
                    outbox.add(message("a", "rolled back"));
                    status.setRollbackOnly();
                });
        database.transaction().executeWithoutResult(status -> outbox.add(message("a", "kept")));

        await().untilAsserted(() -> assertThat(published).containsExactly("kept"));
        await().untilAsserted(() -> assertThat(unpublished()).isZero());
        assertThatIllegalStateException().isThrownBy(() -> outbox.add(message("a", "alone")));
    }

    @Test
    void aTextThatIsTooLongIsRefusedInTheTransaction() {
        Outbox outbox = new Outbox(table, converter, relay(publisher()), MessageTrace.NONE);

        assertThat(
                        database.transaction()
                                .<Boolean>execute(status -> {
                                    try {
                                        outbox.add(message("a", "x".repeat(2_000)));
                                        return false;
                                    } catch (RuntimeException tooLong) {
                                        return true;
                                    }
                                }))
                .isTrue();
        assertThat(database.count("outbox")).isZero();
    }

    @Test
    void aRowThatFailsKeepsItsReasonAndHoldsUpOnlyItsOwnAggregate() {
        Set<String> poisoned = ConcurrentHashMap.newKeySet();
        poisoned.add("a1");
        add("a", "a1", "a2", "a3");
        add("b", "b1", "b2");
        relay(publisher(poisoned::contains)).start();

        await().untilAsserted(() -> assertThat(published).containsExactly("b1", "b2"));
        await().untilAsserted(() -> assertThat(reasonOf("a1")).contains("No queue is bound"));
        assertThat(reasonOf("a2")).isEmpty();

        poisoned.clear();

        await().untilAsserted(
                        () -> assertThat(published).containsExactly("b1", "b2", "a1", "a2", "a3"));
        await().untilAsserted(() -> assertThat(unpublished()).isZero());
        assertThat(reasonOf("a1")).isEmpty();
        await().untilAsserted(() -> assertThat(pending).hasValue(0));
    }

    @Test
    void rowsWaitWithTheirReasonWhileTheBrokerIsAway() {
        PublishException.Refused away = mock();
        when(away.getMessage()).thenReturn("The broker is away");
        Set<String> up = ConcurrentHashMap.newKeySet();
        ConfirmedPublisher publisher =
                publisherThat(text -> {
                    if (up.isEmpty()) {
                        throw away;
                    }
                    return true;
                });
        add("a", "a1", "a2");
        add("b", "b1");
        relay(publisher).start();
        await().untilAsserted(() -> assertThat(reasonOf("a1")).isEqualTo("The broker is away"));

        up.add("up");

        await().untilAsserted(() -> assertThat(published).hasSize(3));
        assertThat(published).containsSubsequence("a1", "a2").contains("b1");
    }

    @Test
    void aRelayThatDiesAfterThePublishPublishesAgainUnderTheSameId() {
        Set<String> died = ConcurrentHashMap.newKeySet();
        Set<String> ids = ConcurrentHashMap.newKeySet();
        ConfirmedPublisher publisher = mock();
        when(publisher.publish(any(), any(), any()))
                .thenAnswer(call -> {
                    Message message = call.getArgument(2);
                    ids.add(String.valueOf(message.getMessageProperties().getMessageId()));
                    String text = new String(message.getBody(), StandardCharsets.UTF_8);
                    published.add(text);
                    if (died.add(text)) {
                        throw new AssertionError("killed before the mark");
                    }
                    return new PublishReceipt("", "", "", true);
                });
        add("a", "a1", "a2");

        relay(publisher).start();

        await().untilAsserted(() -> assertThat(unpublished()).isZero());
        assertThat(published).containsExactly("a1", "a1", "a2", "a2");
        assertThat(ids).hasSize(2);
    }

    @Test
    void nobodyPublishesALaterRowOfAnAggregateThatAnotherRelayHasLocked() throws Exception {
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        add("a", "a1", "a2");
        relay(
                        publisherThat(text -> {
                            locked.countDown();
                            waitFor(release);
                            return true;
                        }))
                .start();
        locked.await();
        add("b", "b1");

        relay(publisher()).start();
        await().untilAsserted(() -> assertThat(published).containsExactly("b1"));
        release.countDown();

        await().untilAsserted(() -> assertThat(unpublished()).isZero());
        assertThat(published).containsExactly("b1", "a1", "a2");
    }

    @Test
    void manyRelaysPublishEachRowOnceAndInOrder() {
        for (int row = 0; row < SHORT; row++) {
            for (String aggregate : List.of("a", "b", "c", "d", "e")) {
                add(aggregate, aggregate + " " + row);
            }
        }
        for (int i = 0; i < 4; i++) {
            relay(publisher()).start();
        }

        await().untilAsserted(() -> assertThat(unpublished()).isZero());
        assertThat(published).doesNotHaveDuplicates().hasSize(5 * SHORT);
        for (String aggregate : List.of("a", "b", "c", "d", "e")) {
            assertThat(
                            published.stream()
                                    .filter(text -> text.startsWith(aggregate))
                                    .map(text -> Integer.valueOf(text.substring(2))))
                    .isSorted();
        }
    }

    @Test
    void aBatchIsBoundedInBytesAndALongTextIsPublishedAlone() {
        add("a", "x".repeat(80));
        add("b", "y".repeat(80));
        add("c", "z".repeat(200));

        database.transaction()
                .executeWithoutResult(status -> {
                    assertThat(table.lock(10, 100)).hasSize(1);
                    assertThat(table.lock(10, 160)).hasSize(2);
                });
        database.client().sql("delete from outbox where aggregate <> 'c'").update();
        database.transaction()
                .executeWithoutResult(status -> assertThat(table.lock(10, 100)).hasSize(1));
    }

    @Test
    void publishedRowsAreRemovedAfterATimeAndStillCounted() {
        add("a", "a1", "a2");
        relay(publisher(), Duration.ofMillis(1)).start();

        await().untilAsserted(() -> assertThat(database.count("outbox")).isZero());
        assertThat(database.count("outbox_removed where total = 2")).isEqualTo(1);
    }

    @Test
    void theWaitDoublesUpToItsBound() {
        OutboxProperties properties = properties(Duration.ofDays(1));

        assertThat(properties.waitAfter(1)).hasMillis(20);
        assertThat(properties.waitAfter(2)).hasMillis(40);
        assertThat(properties.waitAfter(1_000)).hasMillis(100);
    }

    private OutboxRelay relay(ConfirmedPublisher publisher) {
        return relay(publisher, Duration.ofDays(1));
    }

    private OutboxRelay relay(ConfirmedPublisher publisher, Duration retention) {
        OutboxRelay relay =
                new OutboxRelay(
                        table,
                        database.transaction(),
                        publisher,
                        converter,
                        MessageTrace.NONE,
                        properties(retention),
                        pending);
        relays.add(relay);
        return relay;
    }

    private static OutboxProperties properties(Duration retention) {
        return new OutboxProperties(
                true,
                10,
                DataSize.ofMegabytes(1),
                Duration.ofMillis(10),
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                retention);
    }

    private ConfirmedPublisher publisher() {
        return publisherThat(text -> true);
    }

    /** Some texts have no queue. */
    private ConfirmedPublisher publisher(Predicate<String> unroutable) {
        return publisherThat(unroutable.negate());
    }

    private ConfirmedPublisher publisherThat(Predicate<String> routes) {
        ConfirmedPublisher publisher = mock();
        when(publisher.publish(any(), any(), any()))
                .thenAnswer(call -> {
                    Message message = call.getArgument(2);
                    String text = new String(message.getBody(), StandardCharsets.UTF_8);
                    boolean routed = routes.test(text);
                    if (routed) {
                        published.add(text);
                    }
                    return new PublishReceipt("", "", "", routed);
                });
        return publisher;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(String aggregate, String... texts) {
        for (String text : texts) {
            table.add(message(aggregate, text), null);
        }
    }

    private static OutboxMessage message(String aggregate, String text) {
        return new OutboxMessage(
                aggregate, "orders", "order.placed", UUID.randomUUID().toString(), text);
    }

    private long unpublished() {
        return database.count("outbox where published_at is null");
    }

    private String reasonOf(String text) {
        return database.client()
                .sql("select coalesce(reason, '') from outbox where body = ?")
                .param(text)
                .query((row, number) -> row.getString(1))
                .single();
    }
}
