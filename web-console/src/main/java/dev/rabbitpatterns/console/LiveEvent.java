package dev.rabbitpatterns.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A server-sent event of one instance's stream, or a notice of the console's own about it.
 *
 * <p>Its name travels in the data, so that a browser need not know all names to hear of an event.
 *
 * @param instance whose event it is
 * @param id its place in that instance's stream, if it has one
 * @param name what has happened
 * @param data the rest, as JSON
 */
record LiveEvent(String instance, @Nullable String id, String name, String data) {

    /** The stream begins; what happened before this moment is the past. */
    static LiveEvent start(String service, Instant now) {
        return new LiveEvent(service, null, "start", "{\"at\":\"" + now + "\"}");
    }

    static LiveEvent end(String service) {
        return new LiveEvent(service, null, "end", "{\"detail\":\"the console is shutting down\"}");
    }

    /** An instance has begun to answer. */
    static LiveEvent up(String instance) {
        return new LiveEvent(instance, null, "up", "{}");
    }

    /** An instance does not answer. */
    static LiveEvent down(String instance) {
        return new LiveEvent(instance, null, "down", "{}");
    }

    /** As it is sent, and the cursor moved past it. */
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
