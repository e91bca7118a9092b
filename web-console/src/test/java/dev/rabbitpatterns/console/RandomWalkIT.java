package dev.rabbitpatterns.console;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * After any sequence of actions, the page, its service and the broker agree: nothing is counted
 * twice or not at all, and no message is shown in a state that it is no longer in.
 *
 * <p>A failure names its seed, with which the walk is repeated: {@code -Dwalk.seed=…}. {@code
 * -Dwalk.steps=…} is for a longer or a shorter one.
 */
class RandomWalkIT {

    private static final int STEPS = Integer.getInteger("walk.steps", 200);
    private static final long SEED = Long.getLong("walk.seed", new Random().nextLong());

    private static @Nullable Balance balance;

    @BeforeAll
    static void openBalance() {
        RunningSuite.get();
        balance = new Balance();
    }

    @ParameterizedTest
    @EnumSource
    void thePageItsServiceAndTheBrokerAgreeAfterARandomWalk(WalkedPage site) {
        try (Walk walk = new Walk(site, SEED)) {
            tidy(walk);
            try {
                walk.take(STEPS, WalkSteps.of(site));
                if (site == WalkedPage.HELLO) {
                    WalkSteps.running(walk, true);
                }
                new Agreement(walk).check();
                Objects.requireNonNull(balance).check(walk);
                tidy(walk);
            } catch (Throwable failure) {
                throw new AssertionError(
                        "-Dwalk.seed=%d repeats this walk: %s".formatted(SEED, walk.taken()),
                        failure);
            }
        }
    }

    /** Other tests leave something, and count on what a service starts with. */
    private static void tidy(Walk walk) {
        walk.site().deadLetters().ifPresent(path -> deleteAll(walk, path, 0));
        if (walk.site().hasSubscribers()) {
            deleteAll(walk, "/subscribers", 0);
        }
        if (walk.site() == WalkedPage.WORK_QUEUE) {
            walk.post("/workers", Map.of());
            walk.post("/workers", Map.of());
            deleteAll(walk, "/workers", 2);
        }
    }

    private static void deleteAll(Walk walk, String path, int but) {
        List<Map<String, Object>> all = walk.list(path);
        all.stream()
                .limit(Math.max(0, all.size() - but))
                .forEach(one -> walk.delete(path + "/{id}", String.valueOf(one.get("id"))));
    }
}
