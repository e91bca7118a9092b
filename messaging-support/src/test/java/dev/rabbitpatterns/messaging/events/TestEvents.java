package dev.rabbitpatterns.messaging.events;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Makes events for the tests of other packages. */
public final class TestEvents {

    private TestEvents() {}

    /** Events that are counted in this registry. */
    public static MessageEvents countedIn(MeterRegistry meters) {
        return new MessageEvents(meters, new EventsProperties(10, 1, 10, Duration.ofSeconds(1)));
    }
}
