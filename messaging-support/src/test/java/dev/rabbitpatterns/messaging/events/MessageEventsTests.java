package dev.rabbitpatterns.messaging.events;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.ACKNOWLEDGED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.CONFIRMED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.DELIVERED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.PUBLISHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rabbitpatterns.messaging.rest.ProblemException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;

class MessageEventsTests {

    private static final int HISTORY = 5;
    private static final int READERS = 2;
    private static final int BUFFER = 3;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MessageEvents events = events();

    @Test
    void aReaderGetsNewEventsInOrder() throws Exception {
        events.emit(event("before"));
        StreamReader reader = events.open(null);
        events.emit(event("a"));
        events.emit(event("b"));

        assertThat(text(next(reader))).isEqualTo("a");
        assertThat(text(next(reader))).isEqualTo("b");
        assertThat(reader.next(Duration.ofMillis(1))).isNull();
    }

    @Test
    void aReaderThatReconnectsCatchesUpOnWhatItMissed() throws Exception {
        StreamReader first = events.open(null);
        events.emit(event("seen"));
        String lastSeen = next(first).id();
        first.close();
        events.emit(event("missed 1"));
        events.emit(event("missed 2"));

        StreamReader again = events.open(lastSeen);

        assertThat(text(next(again))).isEqualTo("missed 1");
        assertThat(text(next(again))).isEqualTo("missed 2");
        assertThat(again.next(Duration.ofMillis(1))).isNull();
    }

    @Test
    void aReaderThatMissedNothingIsToldOfNoGap() throws Exception {
        StreamReader first = events.open(null);
        events.emit(event("seen"));

        StreamReader again = events.open(next(first).id());

        assertThat(again.next(Duration.ofMillis(1))).isNull();
    }

    @Test
    void aReaderThatWasAwayTooLongIsToldOfAGap() throws Exception {
        StreamReader first = events.open(null);
        events.emit(event("seen"));
        String lastSeen = next(first).id();
        first.close();
        for (int i = 0; i <= HISTORY; i++) {
            events.emit(event("missed " + i));
        }

        StreamReader again = events.open(lastSeen);

        assertThat(next(again).name()).isEqualTo("gap");
        for (int i = 1; i <= HISTORY; i++) {
            assertThat(text(next(again))).isEqualTo("missed " + i);
        }
    }

    @Test
    void anEventIdOfAnEarlierRunCausesAGap() throws Exception {
        events.emit(event("of this run"));

        assertThat(next(events.open("earlier-1")).name()).isEqualTo("gap");
    }

    @Test
    void onlyTheSlowReaderIsDisconnected() throws Exception {
        StreamReader slow = events.open(null);
        StreamReader quick = events.open(null);
        for (int i = 0; i <= BUFFER; i++) {
            events.emit(event("event " + i));
            assertThat(text(next(quick))).isEqualTo("event " + i);
        }

        assertThat(next(slow)).isEqualTo(StreamEvent.end("too slow: 4 events behind"));
        assertThat(slow.next(Duration.ofMillis(1))).isNull();
        assertThat(quick.next(Duration.ofMillis(1))).isNull();
        assertThat(events.readers()).isEqualTo(1);
    }

    @Test
    void oneReaderTooManyIsRefusedUntilAnotherLeaves() throws Exception {
        StreamReader first = events.open(null);
        events.open(null);

        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> events.open(null));
        first.close();
        assertThat(events.open(null).next(Duration.ofMillis(1))).isNull();
    }

    @Test
    void countsEventsByType() {
        events.emit(event("a"));
        events.emit(event("b"));
        events.emit(MessageEvent.outgoing(CONFIRMED, "", "queue", new Message(new byte[0])));

        assertThat(meters.counter("messaging.events", "type", "published").count()).isEqualTo(2);
        assertThat(meters.counter("messaging.events", "type", "confirmed").count()).isEqualTo(1);
    }

    @Test
    void onlyTheDeliveryOfARedeliveredMessageSaysSo() {
        Message message = new Message(new byte[0]);
        assertThat(MessageEvent.incoming(DELIVERED, message).detail()).isNull();

        message.getMessageProperties().setRedelivered(true);
        assertThat(MessageEvent.incoming(DELIVERED, message).detail()).isEqualTo("redelivered");
        assertThat(MessageEvent.incoming(ACKNOWLEDGED, message).detail()).isNull();
    }

    @Test
    void onlyTheStepsInWhichAMessageTravelsTellItsHead() {
        Message message = new Message(new byte[3]);
        MessageEvent delivered = MessageEvent.incoming(DELIVERED, message);

        assertThat(MessageEvent.outgoing(PUBLISHED, "", "queue", message).head()).isNotNull();
        assertThat(MessageEvent.outgoing(CONFIRMED, "", "queue", message).head()).isNull();
        assertThat(delivered.because("a reason").onAttempt(1).head()).isEqualTo(delivered.head());
        assertThat(delivered.withoutHead())
                .usingRecursiveComparison()
                .ignoringFields("head")
                .isEqualTo(delivered);
        assertThat(delivered.withoutHead().head()).isNull();
        assertThat(delivered.then(ACKNOWLEDGED).head()).isNull();
    }

    @Test
    void aLongTextIsTruncatedWithoutSplittingACharacter() {
        MessageEvent event = event("x" + "🐇".repeat(300));

        assertThat(event.text()).isEqualTo("x" + "🐇".repeat(99) + "…");
    }

    private MessageEvents events() {
        return new MessageEvents(
                meters, new EventsProperties(HISTORY, READERS, BUFFER, Duration.ofSeconds(1)));
    }

    private static MessageEvent event(String text) {
        return MessageEvent.outgoing(
                PUBLISHED, "", "queue", new Message(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static StreamEvent next(StreamReader reader) throws InterruptedException {
        return Objects.requireNonNull(reader.next(Duration.ofSeconds(1)));
    }

    private static String text(StreamEvent event) {
        return Objects.requireNonNull(((MessageEvent) event.data()).text());
    }
}
