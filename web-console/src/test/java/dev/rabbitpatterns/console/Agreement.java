package dev.rabbitpatterns.console;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.core.ThrowingRunnable;

/** Compares what a page shows with what its service and the broker say, once nothing moves. */
final class Agreement {

    private static final int LETTERS_SHOWN = 20;
    private static final List<String> OUTCOMES =
            List.of("confirmed", "returned", "refused", "unconfirmed");

    /** No message is in one of these once nothing moves and its queue is empty. */
    private static final List<String> PASSING =
            List.of("published", "confirmed", "delivered", "answered", "retried", "requeued");

    private final Walk walk;
    private final Told told;
    private final Shown shown;

    Agreement(Walk walk) {
        this.walk = walk;
        this.told = new Told(walk);
        this.shown = new Shown(walk.page());
    }

    void check() {
        told.awaitQuiet();
        checkTotals();
        checkQueues();
        checkConsumers();
        walk.site().deadLetters().ifPresent(this::checkDeadLetters);
        checkStates();
    }

    private static void soon(String what, ThrowingRunnable assertion) {
        Browser.soon(what).untilAsserted(assertion);
    }

    private void checkTotals() {
        soon(
                "totals",
                () -> {
                    Map<String, Long> totals = shown.totals();
                    totals.values().removeIf(count -> count == 0);
                    assertThat(totals).isEqualTo(told.stepsOfMessages());
                    assertThat(
                                    OUTCOMES.stream()
                                            .mapToLong(name -> totals.getOrDefault(name, 0L))
                                            .sum())
                            .isEqualTo(totals.getOrDefault("published", 0L));
                });
    }

    private void checkQueues() {
        soon(
                "queues",
                () -> {
                    Map<String, String> expected = new TreeMap<>();
                    told.ready()
                            .forEach((name, ready) ->
                                    expected.put(name, ready + " ready · 0 unacked"));
                    assertThat(shown.queues()).isEqualTo(expected);
                });
        Set<String> queues = told.ready().keySet();
        if (walk.site().hasSubscribers()) {
            assertThat(Counters.boundTo(walk.site().exchange()))
                    .containsExactlyInAnyOrderElementsOf(queues);
        } else {
            told.ready()
                    .forEach((name, ready) -> assertThatQueue(name).holds(Math.toIntExact(ready)));
        }
    }

    private void checkConsumers() {
        int consumers = told.consumers();
        soon("consumers", () -> assertThat(shown.consumers()).isEqualTo(consumers));
        if (walk.site() == WalkedPage.HELLO) {
            soon(
                    "inbox",
                    () -> assertThat(shown.number("#received-total")).isEqualTo(told.received()));
        }
        soon("members", () -> assertThat(shown.members()).isEqualTo(told.members()));
        if (!walk.site().hasSubscribers()) {
            assertThatQueue(walk.site().queue()).hasConsumers(consumers);
        }
    }

    private void checkDeadLetters(String path) {
        List<String> letters = told.texts(path);
        soon(
                "dead letters",
                () -> {
                    assertThat(shown.number("#dead-count")).isEqualTo(letters.size());
                    assertThat(shown.letters())
                            .isEqualTo(letters.stream().limit(LETTERS_SHOWN).toList());
                });
        assertThatQueue(walk.site().queue() + ".dead").holds(letters.size());
        soon(
                "messages that are dead letters",
                () ->
                        assertThat(shown.messages("dead-lettered"))
                                .filteredOn(this::isOfThisWalk)
                                .containsExactlyInAnyOrderElementsOf(letters));
    }

    private void checkStates() {
        soon(
                "messages",
                () -> {
                    for (String state : PASSING) {
                        assertThat(shown.messages(state))
                                .as(state)
                                .filteredOn(this::isOfThisWalk)
                                .isEmpty();
                    }
                });
    }

    private boolean isOfThisWalk(String text) {
        return text.startsWith(walk.mark());
    }
}
