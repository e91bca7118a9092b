package dev.rabbitpatterns.messaging.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rabbitpatterns.messaging.ReceivedMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class InboxTests {

    private final Inbox inbox = new Inbox(3, DataSize.ofBytes(1000));

    @Test
    void keepsTheLastMessagesNewestFirstAndCountsAll() {
        for (String text : List.of("1", "2", "3", "4")) {
            add(text);
        }

        assertThat(inbox.contents().messages())
                .extracting(ReceivedMessage::text)
                .containsExactly("4", "3", "2");
        assertThat(inbox.contents().total()).isEqualTo(4);
    }

    @Test
    void keepsFewerMessagesIfTheyAreLong() {
        add("short");
        add("a".repeat(300));
        add("b".repeat(300));

        assertThat(inbox.contents().messages())
                .extracting(ReceivedMessage::text)
                .containsExactly("b".repeat(300));
    }

    @Test
    void shortensAMessageThatIsTooLong() {
        add("a".repeat(5000));

        assertThat(inbox.contents().messages())
                .extracting(ReceivedMessage::text)
                .containsExactly("a".repeat(499) + "…");
    }

    @Test
    void dropsTheOldestMessagesWhenItsLimitIsLowered() {
        add("a".repeat(200));
        add("b".repeat(200));

        inbox.limitTo(500);

        assertThat(inbox.contents().messages())
                .extracting(ReceivedMessage::text)
                .containsExactly("b".repeat(200));
    }

    private void add(String text) {
        inbox.add(
                new ReceivedMessage(
                        null, text, "", "queue", Map.of(), null, null, Instant.now(), false));
    }
}
