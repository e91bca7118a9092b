package dev.rabbitpatterns.headers;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.rabbitpatterns.messaging.FaultyValueException;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A message's attributes by name, or those that a subscriber asks for.
 *
 * @param values texts, numbers and truth values, once {@link LegalHeaders} has looked at them
 */
record Headers(@JsonValue Map<String, Object> values) {

    static final Headers NONE = new Headers(Map.of());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Headers {}

    /** Reads them from the JSON in a query; Spring looks for a method of this name. */
    public static Headers valueOf(String json) {
        try {
            return JsonMapper.shared().readValue(json, Headers.class);
        } catch (JacksonException e) {
            throw new FaultyValueException("must be a JSON object, such as {\"format\":\"pdf\"}");
        }
    }
}
