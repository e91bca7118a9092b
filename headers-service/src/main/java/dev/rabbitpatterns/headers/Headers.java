package dev.rabbitpatterns.headers;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.rabbitpatterns.messaging.rest.InvalidValueException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The headers of a message, or those that a subscriber asks for: strings, 64-bit numbers and
 * booleans. Names that mean something to the broker or to a framework are not allowed.
 *
 * <p>JSON has one kind of number and AMQP has several: RabbitMQ 4.3 distinguishes the integer 1
 * from the double 1.0, and 3.10 does not. A number without a fraction is always sent as an integer,
 * so that every broker compares it as JSON does.
 */
@Schema(type = "object", example = Headers.EXAMPLE)
final class Headers extends AbstractMap<String, Object> {

    static final String EXAMPLE = "{\"format\":\"pdf\",\"pages\":3}";

    static final Headers NONE = new Headers(Map.of());

    /** Keeps the largest headers that are allowed within one AMQP frame of 128 KB. */
    private static final int MAX_HEADERS = 50;

    private static final int MAX_VALUE_LENGTH = 250;
    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,100}");

    /** RabbitMQ routes by some of these, and Spring interprets the others itself. */
    private static final Set<String> RESERVED =
            Set.of("cc", "bcc", "reply-to", "user-id", "message-id", "correlation-id");

    private final Map<String, Object> values = new LinkedHashMap<>();

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Headers(Map<String, @Nullable Object> values) {
        if (values.size() > MAX_HEADERS) {
            throw new InvalidValueException(
                    "are %d, and may be %d".formatted(values.size(), MAX_HEADERS));
        }
        values.forEach((name, value) -> {
            checkName(name, value);
            this.values.put(name, checked(name, value));
        });
    }

    /** Parses a query parameter that is JSON. Spring finds this method by its name. */
    public static Headers valueOf(String json) {
        try {
            return JsonMapper.shared().readValue(json, Headers.class);
        } catch (JacksonException e) {
            if (e.getCause() instanceof InvalidValueException invalid) {
                throw invalid;
            }
            throw new InvalidValueException("must be a JSON object, such as {\"format\":\"pdf\"}");
        }
    }

    private static void checkName(String name, @Nullable Object value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException(
                    "need names of 1 to 100 printable ASCII characters without spaces");
        }
        if (name.equals(HeadersTopology.MATCH)) {
            if (!Match.labels().contains(String.valueOf(value))) {
                throw new InvalidValueException(
                        "may have as 'x-match' one of " + String.join(", ", Match.labels()));
            }
        } else if (lower.startsWith("x-") || lower.startsWith("__") || RESERVED.contains(lower)) {
            throw new InvalidValueException(
                    "cannot have the name '%s', which means something else to the broker or to a framework"
                            .formatted(name));
        }
    }

    private static Object checked(String name, @Nullable Object value) {
        return switch (value) {
            case Long number -> number;
            case Boolean truth -> truth;
            case Integer number -> number.longValue();
            case Double number when number == number.longValue() && number < 0x1p63 ->
                    number.longValue();
            case Double number when Double.isFinite(number) -> number;
            case String text when text.length() <= MAX_VALUE_LENGTH -> text;
            case String _ ->
                    throw new InvalidValueException(
                            "may have strings of up to %d characters, which '%s' is not"
                                    .formatted(MAX_VALUE_LENGTH, name));
            case null, default ->
                    throw new InvalidValueException(
                            "have to be strings, 64-bit numbers or booleans, which '%s' is not"
                                    .formatted(name));
        };
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return values.entrySet();
    }
}
