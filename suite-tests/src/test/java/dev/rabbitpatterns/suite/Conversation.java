package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * How a service and a foreign program exchange messages of one pattern, and the service's side of
 * the exchange.
 *
 * @param label the pattern
 * @param path where the service accepts messages
 * @param envelope the fields of such a request besides the text
 * @param subscription the request that subscribes to these messages
 * @param route the foreign sender's argument besides the text
 * @param rule the foreign receiver's argument
 */
record Conversation(
        String label,
        String path,
        Map<String, Object> envelope,
        Map<String, Object> subscription,
        String route,
        String rule) {

    static final Conversation HELLO = toQueue("hello", "/messages");
    static final Conversation WORK_QUEUE = toQueue("work-queue", "/tasks");

    static Stream<Conversation> all() {
        return Stream.of(
                HELLO,
                WORK_QUEUE,
                toExchange("pubsub", Map.of(), Map.of(), "", ""),
                toExchange(
                        "routing",
                        Map.of("severity", "warning"),
                        Map.of("severities", List.of("warning")),
                        "warning",
                        "warning"),
                toExchange(
                        "topic",
                        Map.of("routingKey", "kern.critical"),
                        Map.of("bindingKeys", List.of("*.critical")),
                        "kern.critical",
                        "*.critical"),
                toExchange(
                        "headers",
                        Map.of("headers", Map.of("format", "pdf")),
                        Map.of("headers", Map.of("format", "pdf")),
                        "format=pdf",
                        "format=pdf"));
    }

    private static Conversation toQueue(String label, String path) {
        return new Conversation(label, path, Map.of(), Map.of(), "", "");
    }

    private static Conversation toExchange(
            String label,
            Map<String, Object> envelope,
            Map<String, Object> subscription,
            String route,
            String rule) {
        return new Conversation(label, "/logs", envelope, subscription, route, rule);
    }

    private String url() {
        return Suite.url(label + "-service");
    }

    /** Whether the service and the foreign program compete for messages from one queue. */
    boolean isShared() {
        return !path.equals("/logs");
    }

    Rest.Answer serviceSends(String text) throws IOException {
        Map<String, Object> message = new TreeMap<>(envelope);
        message.put("text", text);
        return Rest.post(url() + path, message);
    }

    /** Receives messages through the service. */
    interface Listener extends AutoCloseable {
        /** The texts received so far. */
        List<String> texts() throws IOException;

        @Override
        default void close() throws IOException {}
    }

    Listener serviceListens() throws IOException {
        return switch (path) {
            case "/messages" -> () -> texts(url() + path);
            case "/tasks" -> followTasks();
            default -> subscribe();
        };
    }

    /** The service lists no tasks without an id, but the event stream has every step of them. */
    private Listener followTasks() throws IOException {
        EventReader events = EventReader.open(url());
        return new Listener() {
            @Override
            public List<String> texts() {
                return events.all("acknowledged").stream()
                        .map(event -> event.path("text").asString(""))
                        .toList();
            }

            @Override
            public void close() {
                events.close();
            }
        };
    }

    private Listener subscribe() throws IOException {
        String id = Rest.post(url() + "/subscribers", subscription).json().get("id").asString();
        String subscriber = url() + "/subscribers/" + id;
        return new Listener() {
            @Override
            public List<String> texts() throws IOException {
                return Conversation.texts(subscriber + "/messages");
            }

            @Override
            public void close() throws IOException {
                Rest.delete(subscriber);
            }
        };
    }

    private static List<String> texts(String url) throws IOException {
        JsonNode messages = Rest.get(url).json().get("messages");
        return messages.valueStream().map(message -> message.get("text").asString()).toList();
    }

    @Override
    public String toString() {
        return label;
    }
}
