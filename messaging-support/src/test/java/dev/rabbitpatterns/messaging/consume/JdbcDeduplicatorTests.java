package dev.rabbitpatterns.messaging.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rabbitpatterns.messaging.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class JdbcDeduplicatorTests {

    private final TestDatabase database = new TestDatabase();
    private final JdbcDeduplicator deduplicator = after(Duration.ofDays(7));

    JdbcDeduplicatorTests() {
        database.client().sql("create table effects (id varchar(10))").update();
    }

    private JdbcDeduplicator after(Duration retention) {
        return new JdbcDeduplicator(database.client(), database.transaction(), retention);
    }

    private void effect() {
        database.client().sql("insert into effects (id) values ('done')").update();
    }

    @Test
    void aDuplicateHasNoSecondEffectInAnyInstance() {
        assertThat(deduplicator.runOnce("a", this::effect)).isTrue();
        assertThat(deduplicator.runOnce("a", this::effect)).isFalse();
        assertThat(after(Duration.ofDays(1)).runOnce("a", this::effect)).isFalse();

        assertThat(database.count("effects")).isEqualTo(1);
    }

    @Test
    void messagesWithoutAnIdAreNeverTakenForDuplicates() {
        assertThat(deduplicator.runOnce(null, this::effect)).isTrue();
        assertThat(deduplicator.runOnce(null, this::effect)).isTrue();

        assertThat(database.count("effects")).isEqualTo(2);
    }

    @Test
    void aFailureAfterTheEffectUndoesTheEffectAndForgetsTheId() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        deduplicator.runOnce(
                                "a",
                                () -> {
                                    effect();
                                    throw new IllegalStateException("before the commit");
                                }));

        assertThat(database.count("effects")).isZero();
        assertThat(deduplicator.runOnce("a", this::effect)).isTrue();
    }

    @Test
    void concurrentDuplicatesHaveOneEffect() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Boolean>> deliveries = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                deliveries.add(
                        threads.submit(() -> {
                            start.await();
                            return deduplicator.runOnce("same", this::effect);
                        }));
            }
            start.countDown();
        }

        int performed = 0;
        for (Future<Boolean> delivery : deliveries) {
            performed += delivery.get() ? 1 : 0;
        }
        assertThat(performed).isEqualTo(1);
        assertThat(database.count("effects")).isEqualTo(1);
    }

    @Test
    void onlyExpiredIdsAreRemoved() {
        deduplicator.runOnce("old", this::effect);
        database.client()
                .sql(
                        "update inbox set received_at = timestamp with time zone '2020-01-01 00:00:00Z'")
                .update();
        deduplicator.runOnce("new", this::effect);

        deduplicator.removeExpired();

        assertThat(database.count("inbox")).isEqualTo(1);
        assertThat(deduplicator.runOnce("new", this::effect)).isFalse();
    }
}
