package dev.rabbitpatterns.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A server-sent event of one instance's stream, or the console's own notice about it.
 *
 * <p>Its name is part of the data, so that a browser receives events of any name.
 *
 * @param instance the instance
 * @param id the event's id in that instance's stream, if it has one
 * @param name what happened
 * @param data the details, as JSON
 */
record LiveEvent(String instance, @Nullable String id, String name, String data) {

    /** The stream begins; earlier events are history. */
    static LiveEvent start(String service, Instant now) {
        return new LiveEvent(service, null, "start", "{\"at\":\"" + now + "\"}");
    }

    static LiveEvent end(String service) {
        return new LiveEvent(service, null, "end", "{\"detail\":\"the console is shutting down\"}");
    }

    /** An instance answers again. */
    static LiveEvent up(String instance) {
        return new LiveEvent(instance, null, "up", "{}");
    }

    /** An instance does not answer. */
    static LiveEvent down(String instance) {
        return new LiveEvent(instance, null, "down", "{}");
    }

    /** The event as it is sent; moves the cursor past it. */
    String text(Cursor seen) {
        if (id == null) {
            return toString();
        }
        seen.move(instance, id);
        return "id: " + seen + "\n" + this;
    }

    @Override
    public String toString() {
        return "data: {\"instance\":\"%s\",\"name\":\"%s\",\"data\":%s}\n\n"
                .formatted(instance, name, data);
    }
}
