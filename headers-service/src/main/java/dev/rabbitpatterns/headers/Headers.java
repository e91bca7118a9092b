package dev.rabbitpatterns.headers;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.rabbitpatterns.messaging.FaultyValueException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A message's attributes by name, or those that a subscriber asks for.
 *
 * <p>JSON has one kind of number, and RabbitMQ has two: 4.3 tells the whole number 1 from the
 * floating-point number 1.0, and 3.10 does not. A number without a fraction is therefore always
 * sent as a whole one, so that every broker compares it as JSON means it.
 *
 * @param values texts, numbers and truth values, once {@link LegalHeaders} has looked at them
 */
record Headers(@JsonValue Map<String, Object> values) {

    static final Headers NONE = new Headers(Map.of());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Headers {
        values = new LinkedHashMap<>(values);
        values.replaceAll((name, value) -> value instanceof Number number ? whole(number) : value);
    }

    /** Reads them from the JSON in a query; Spring looks for a method of this name. */
    public static Headers valueOf(String json) {
        try {
            return JsonMapper.shared().readValue(json, Headers.class);
        } catch (JacksonException e) {
            throw new FaultyValueException("must be a JSON object, such as {\"format\":\"pdf\"}");
        }
    }

    /** The number as a long, where a long can hold it exactly. */
    private static Number whole(Number number) {
        return switch (number) {
            case Integer small -> small.longValue();
            case Double any when any == any.longValue() && any < 0x1p63 -> any.longValue();
            default -> number;
        };
    }
}
