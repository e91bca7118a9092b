package dev.rabbitpatterns.messaging.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InMemoryDeduplicatorTests {

    private final Deduplicator deduplicator = new InMemoryDeduplicator(2);
    private final AtomicInteger effects = new AtomicInteger();

    @Test
    void aDuplicateHasNoSecondEffect() {
        assertThat(deduplicator.runOnce("a", effects::incrementAndGet)).isTrue();
        assertThat(deduplicator.runOnce("a", effects::incrementAndGet)).isFalse();

        assertThat(effects).hasValue(1);
    }

    @Test
    void messagesWithoutAnIdAreNeverTakenForDuplicates() {
        assertThat(deduplicator.runOnce(null, effects::incrementAndGet)).isTrue();
        assertThat(deduplicator.runOnce(null, effects::incrementAndGet)).isTrue();

        assertThat(effects).hasValue(2);
    }

    @Test
    void aFailedEffectRunsAgainOnRetry() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        deduplicator.runOnce(
                                "a",
                                () -> {
                                    throw new IllegalStateException("not yet");
                                }));

        assertThat(deduplicator.runOnce("a", effects::incrementAndGet)).isTrue();
        assertThat(effects).hasValue(1);
    }

    @Test
    void theOldestIdIsEvictedWhenTheCacheIsFull() {
        deduplicator.runOnce("a", effects::incrementAndGet);
        deduplicator.runOnce("b", effects::incrementAndGet);
        deduplicator.runOnce("c", effects::incrementAndGet);

        assertThat(deduplicator.runOnce("b", effects::incrementAndGet)).isFalse();
        assertThat(deduplicator.runOnce("a", effects::incrementAndGet)).isTrue();
    }

    @Test
    void concurrentDuplicatesHaveOneEffect() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Boolean>> deliveries = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                deliveries.add(
                        threads.submit(() -> {
                            start.await();
                            return deduplicator.runOnce("same", effects::incrementAndGet);
                        }));
            }
            start.countDown();
        }

        int performed = 0;
        for (Future<Boolean> delivery : deliveries) {
            performed += delivery.get() ? 1 : 0;
        }
        assertThat(performed).isEqualTo(1);
        assertThat(effects).hasValue(1);
    }
}
