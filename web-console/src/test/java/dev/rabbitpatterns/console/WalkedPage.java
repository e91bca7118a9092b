package dev.rabbitpatterns.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The page of a pattern, and what can be sent to its service. */
enum WalkedPage {
    HELLO("hello", "/messages", "", "hello"),
    WORK_QUEUE("work-queue", "/tasks", "", "task_queue"),
    PUBSUB("pubsub", "/logs", "logs", ""),
    ROUTING("routing", "/logs", "direct_logs", ""),
    TOPIC("topic", "/logs", "topic_logs", ""),
    HEADERS("headers", "/logs", "header_test", ""),
    RPC("rpc", "", "", "rpc_queue");

    private final String id;
    private final String path;
    private final String exchange;
    private final String queue;

    /**
     * A page.
     *
     * @param path where its service publishes
     * @param exchange where these messages go
     * @param queue the queue that gets them, or nothing if each subscriber has its own
     */
    WalkedPage(String id, String path, String exchange, String queue) {
        this.id = id;
        this.path = path;
        this.exchange = exchange;
        this.queue = queue;
    }

    private static final class Kinds {

        static final List<Map<String, Object>> TASKS =
                List.of(Map.of(), Map.of(), Map.of("failures", 1), Map.of("failures", 100));
        static final List<Map<String, Object>> SEVERITIES =
                List.of(Map.of(), Map.of("severity", "warning"), Map.of("severity", "error"));
        static final List<Map<String, Object>> OF_SEVERITIES =
                List.of(
                        Map.of("severities", List.of("error")),
                        Map.of("severities", List.of("info", "warning", "error")));
        static final List<Map<String, Object>> TOPICS =
                List.of(
                        Map.of(),
                        Map.of("routingKey", "kern.critical"),
                        Map.of("routingKey", "quick.orange.rabbit"));
        static final List<Map<String, Object>> OF_TOPICS =
                List.of(
                        Map.of("bindingKeys", List.of("*.critical", "kern.*")),
                        Map.of("bindingKeys", List.of("#")),
                        Map.of("bindingKeys", List.of("lazy.#")));
        static final List<Map<String, Object>> HEADERS =
                List.of(
                        Map.of(),
                        Map.of("headers", Map.of("format", "pdf", "type", "report")),
                        Map.of("headers", Map.of("format", "pdf", "type", "log")));
        static final List<Map<String, Object>> OF_HEADERS =
                List.of(
                        Map.of("headers", Map.of("format", "pdf", "type", "report")),
                        Map.of("match", "any", "headers", Map.of("format", "pdf", "size", 1)));
        static final List<Map<String, Object>> REQUESTS =
                List.of(Map.of("replyTo", "amq.gen-nobody"), Map.of());
    }

    String address() {
        return "#/" + id;
    }

    String service() {
        return id + "-service";
    }

    String path() {
        return path;
    }

    String exchange() {
        return exchange;
    }

    String queue() {
        return queue;
    }

    /** What a message can have besides its text, the simplest first. */
    List<Map<String, Object>> messages() {
        return switch (this) {
            case HELLO, PUBSUB -> List.of(Map.of());
            case WORK_QUEUE -> Kinds.TASKS;
            case ROUTING -> Kinds.SEVERITIES;
            case TOPIC -> Kinds.TOPICS;
            case HEADERS -> Kinds.HEADERS;
            case RPC -> Kinds.REQUESTS;
        };
    }

    /** What a subscriber can ask for. */
    List<Map<String, Object>> subscriptions() {
        return switch (this) {
            case PUBSUB -> List.of(Map.of());
            case ROUTING -> Kinds.OF_SEVERITIES;
            case TOPIC -> Kinds.OF_TOPICS;
            case HEADERS -> Kinds.OF_HEADERS;
            case HELLO, WORK_QUEUE, RPC -> List.of();
        };
    }

    boolean hasSubscribers() {
        return !exchange.isEmpty();
    }

    /** Where its dead letters are listed, if it has any. */
    Optional<String> deadLetters() {
        return hasSubscribers()
                ? Optional.empty()
                : Optional.of(this == WORK_QUEUE ? "/tasks/dead" : "/dead-letters");
    }

    /** The routing key of a message of this kind. */
    String keyOf(Map<String, ?> message) {
        @Nullable Object key = message.get("severity");
        key = key != null ? key : message.get("routingKey");
        return key != null ? key.toString() : queue;
    }
}
