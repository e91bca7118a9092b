package dev.rabbitpatterns.console;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/** What the service of a page says of itself over REST. */
final class Told {

    /** Longer than a task with a dot takes, and than an acknowledgement is held back. */
    private static final Duration QUIET = Duration.ofMillis(700);

    private static final List<String> NOT_OF_MESSAGES =
            List.of("bound", "unbound", "consumer-started", "consumer-stopped");

    private final Walk walk;
    private @Nullable Object last;

    Told(Walk walk) {
        this.walk = walk;
    }

    /** Waits until nothing moves and no message waits, except dead letters. */
    void awaitQuiet() {
        await("quiet")
                .during(QUIET)
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    Map<String, Long> ready = ready();
                    Object now = List.of(ready, Counters.steps(walk.rest()));
                    boolean same = now.equals(last);
                    last = now;
                    return same && ready.entrySet().stream().allMatch(Told::mayStay);
                });
    }

    private static boolean mayStay(Map.Entry<String, Long> ready) {
        return ready.getValue() == 0 || ready.getKey().endsWith(".dead");
    }

    /** How often each step of a message was taken. */
    Map<String, Long> stepsOfMessages() {
        Map<String, Long> steps = Counters.steps(walk.rest());
        steps.keySet().removeAll(NOT_OF_MESSAGES);
        return steps;
    }

    /** Its queues, and how many messages wait in each. */
    Map<String, Long> ready() {
        return topology("queues").stream()
                .collect(
                        Collectors.toMap(
                                queue -> String.valueOf(queue.get("name")),
                                queue -> number(queue.get("ready")),
                                (one, other) -> one,
                                TreeMap::new));
    }

    int consumers() {
        return topology("consumers").size();
    }

    /** Two numbers for each of its subscribers or workers. */
    Map<String, String> members() {
        if (walk.site().hasSubscribers()) {
            return numbers("/subscribers", "received", "duplicates");
        }
        return walk.site() == WalkedPage.WORK_QUEUE
                ? numbers("/workers", "done", "failed")
                : Map.of();
    }

    private Map<String, String> numbers(String path, String first, String second) {
        return walk.list(path).stream()
                .collect(
                        Collectors.toMap(
                                one -> String.valueOf(one.get("id")),
                                one -> one.get(first) + " " + one.get(second)));
    }

    /** The texts of its dead letters. */
    List<String> texts(String path) {
        return walk.list(path).stream().map(letter -> String.valueOf(letter.get("text"))).toList();
    }

    /** How many messages the consumer of the hello service has received. */
    long received() {
        return number(object("/messages").get("total"));
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> topology(String part) {
        return (List<Map<String, Object>>)
                Objects.requireNonNull(object("/topology").get(part), part);
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : -1;
    }

    private Map<String, Object> object(String path) {
        return Objects.requireNonNull(
                walk.rest()
                        .get()
                        .uri(path)
                        .exchange()
                        .returnResult(new ParameterizedTypeReference<Map<String, Object>>() {})
                        .getResponseBody());
    }
}
