package dev.rabbitpatterns.messaging.subscribe;

import java.util.Map;

/**
 * A rule by which an exchange routes a copy of a message to a subscriber's queue.
 *
 * @param routingKey the key or pattern, empty where the exchange ignores it
 * @param arguments what a headers exchange compares, empty for all others
 */
public record BindingRule(String routingKey, Map<String, Object> arguments) {

    /** Matches every message, on a fanout exchange. */
    public static BindingRule everything() {
        return key("");
    }

    /**
     * Matches messages that were published with this key, or with one that this pattern matches.
     */
    public static BindingRule key(String routingKey) {
        return new BindingRule(routingKey, Map.of());
    }

    /** Matches messages whose headers these arguments match. */
    public static BindingRule headers(Map<String, Object> arguments) {
        return new BindingRule("", arguments);
    }

    @Override
    public String toString() {
        return arguments.isEmpty() ? "'" + routingKey + "'" : arguments.toString();
    }
}
