package dev.rabbitpatterns.messaging;

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

class InMemoryOneEffectTests {

    private final OneEffect oneEffect = new InMemoryOneEffect(2);
    private final AtomicInteger effects = new AtomicInteger();

    @Test
    void aDuplicateHasNoSecondEffect() {
        assertThat(oneEffect.perform("a", effects::incrementAndGet)).isTrue();
        assertThat(oneEffect.perform("a", effects::incrementAndGet)).isFalse();

        assertThat(effects).hasValue(1);
    }

    @Test
    void messagesWithoutAnIdAreNeverTakenForDuplicates() {
        assertThat(oneEffect.perform(null, effects::incrementAndGet)).isTrue();
        assertThat(oneEffect.perform(null, effects::incrementAndGet)).isTrue();

        assertThat(effects).hasValue(2);
    }

    @Test
    void anEffectThatFailedIsRunAgainByTheRetry() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        oneEffect.perform(
                                "a",
                                () -> {
                                    throw new IllegalStateException("not yet");
                                }));

        assertThat(oneEffect.perform("a", effects::incrementAndGet)).isTrue();
        assertThat(effects).hasValue(1);
    }

    @Test
    void theOldestIdIsForgottenWhenTheMemoryIsFull() {
        oneEffect.perform("a", effects::incrementAndGet);
        oneEffect.perform("b", effects::incrementAndGet);
        oneEffect.perform("c", effects::incrementAndGet);

        assertThat(oneEffect.perform("b", effects::incrementAndGet)).isFalse();
        assertThat(oneEffect.perform("a", effects::incrementAndGet)).isTrue();
    }

    @Test
    void duplicatesThatArriveTogetherHaveOneEffect() throws Exception {
        CountDownLatch together = new CountDownLatch(1);
        List<Future<Boolean>> deliveries = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                deliveries.add(
                        threads.submit(() -> {
                            together.await();
                            return oneEffect.perform("same", effects::incrementAndGet);
                        }));
            }
            together.countDown();
        }

        int performed = 0;
        for (Future<Boolean> delivery : deliveries) {
            performed += delivery.get() ? 1 : 0;
        }
        assertThat(performed).isEqualTo(1);
        assertThat(effects).hasValue(1);
    }
}
