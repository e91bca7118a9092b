package dev.rabbitpatterns.messaging.events;

import dev.rabbitpatterns.messaging.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies values of any type and size that another program has set, until a number of bytes is used
 * up. The copy has only what JSON can carry: an event that cannot be written would end every
 * stream.
 */
final class BoundedCopy {

    /** About what an entry of a map or a list takes besides its name and value, in bytes. */
    private static final int ENTRY = 48;

    /** One long text must not leave nothing for the others. */
    private static final int MAX_TEXT_LENGTH = 500;

    private static final int MAX_DEPTH = 5;

    /** Beyond it, JavaScript rounds. */
    private static final long MAX_EXACT = 1L << 53;

    private int left;
    private boolean shortened;

    BoundedCopy(int maxBytes) {
        left = maxBytes;
    }

    /** Whether anything was cut or left out. */
    boolean isShortened() {
        return shortened;
    }

    Map<String, Object> of(Map<?, ?> values) {
        return of(values, MAX_DEPTH);
    }

    private Map<String, Object> of(Map<?, ?> values, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            if (!takeEntry()) {
                break;
            }
            copy.put(text(String.valueOf(entry.getKey())), of(entry.getValue(), depth));
        }
        return copy;
    }

    private List<Object> of(Collection<?> values, int depth) {
        List<Object> copy = new ArrayList<>();
        for (Object value : values) {
            if (!takeEntry()) {
                break;
            }
            copy.add(of(value, depth));
        }
        return copy;
    }

    private boolean takeEntry() {
        left -= ENTRY;
        shortened |= left <= 0;
        return left > 0;
    }

    private Object of(@Nullable Object value, int depth) {
        return switch (value) {
            case Boolean flag -> flag;
            case Integer number -> number;
            case Long number when -MAX_EXACT < number && number < MAX_EXACT -> number;
            case Double number when Double.isFinite(number) -> number;
            case Date date -> date.toInstant().toString();
            case byte[] bytes -> text("0x" + hex(bytes));
            case Map<?, ?> _, Collection<?> _ when depth == 0 -> tooDeep();
            case Map<?, ?> nested -> of(nested, depth - 1);
            case Collection<?> nested -> of(nested, depth - 1);
            case null, default -> text(String.valueOf(value));
        };
    }

    private String tooDeep() {
        shortened = true;
        return "…";
    }

    /** One byte more than can be shown, so that the text is seen to be cut. */
    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MAX_TEXT_LENGTH / 2));
    }

    private String text(String value) {
        int maxLength = Math.clamp(left / 2, 1, MAX_TEXT_LENGTH);
        shortened |= value.length() > maxLength;
        String fitting = Excerpt.to(maxLength, value);
        left -= 2 * fitting.length();
        // JSON cannot carry half a surrogate pair; here it becomes a question mark.
        return new String(fitting.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
