package dev.rabbitpatterns.messaging;

import java.util.Map;

/**
 * A rule by which an exchange gives a subscriber's queue a copy of a message.
 *
 * @param routingKey the key or the pattern of keys, empty where the exchange asks for none
 * @param arguments what else the exchange compares, empty for all but a headers exchange
 */
public record BindingRule(String routingKey, Map<String, Object> arguments) {

    /** Everything, from an exchange that asks for no rule. */
    public static BindingRule everything() {
        return key("");
    }

    /** What was published with this key, or with one that this pattern matches. */
    public static BindingRule key(String routingKey) {
        return new BindingRule(routingKey, Map.of());
    }

    /** What was published with headers that these arguments match. */
    public static BindingRule headers(Map<String, Object> arguments) {
        return new BindingRule("", arguments);
    }

    @Override
    public String toString() {
        return arguments.isEmpty() ? "'" + routingKey + "'" : arguments.toString();
    }
}
