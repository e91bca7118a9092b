package dev.rabbitpatterns.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.util.unit.DataSize;

class TextMessageConverterTests {

    private final TextMessageConverter converter =
            new TextMessageConverter("test", DataSize.ofBytes(10));

    @Test
    void theBodyIsTheTextAndNothingElse() {
        Message message = converter.toMessage("你好", "id-1");

        assertThat(message.getBody()).isEqualTo("你好".getBytes(StandardCharsets.UTF_8));
        assertThat(message.getMessageProperties().getMessageId()).isEqualTo("id-1");
        assertThat(message.getMessageProperties().getAppId()).isEqualTo("test");
        assertThat(message.getMessageProperties().getDeliveryMode())
                .isEqualTo(MessageDeliveryMode.PERSISTENT);
        assertThat(message.getMessageProperties().getHeaders()).isEmpty();
    }

    @Test
    void aMessageWithoutAnIdGetsAUniqueOne() {
        String first =
                converter.toMessage("a", (String) null).getMessageProperties().getMessageId();
        String second =
                converter.toMessage("a", (String) null).getMessageProperties().getMessageId();

        assertThat(first).isNotBlank().isNotEqualTo(second);
    }

    @Test
    void aBodyIsReadAsTextWhateverItsContentType() {
        MessageProperties properties = new MessageProperties();
        properties.setContentType("application/x-java-serialized-object");

        assertThat(
                        converter
                                .fromMessage(
                                        new Message(
                                                "text".getBytes(StandardCharsets.UTF_8),
                                                properties))
                                .text())
                .isEqualTo("text");
    }

    @Test
    void anEmptyBodyIsAnEmptyText() {
        assertThat(converter.fromMessage(new Message(new byte[0])).text()).isEmpty();
    }

    @Test
    void theLimitCountsBytesRatherThanCharacters() {
        assertThat(converter.toMessage("1234567890", (String) null).getBody()).hasSize(10);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> converter.toMessage("你好你好", (String) null))
                .withMessageContaining("12 bytes are more than the 10 that are allowed");
    }

    @Test
    void rejectsInvalidTextInBothDirections() {
        assertThatExceptionOfType(MessageConversionException.class)
                .isThrownBy(() -> converter.toMessage("half a pair: \ud83d", (String) null));
        assertThatExceptionOfType(MessageConversionException.class)
                .isThrownBy(() -> converter.fromMessage(new Message(new byte[] {(byte) 0xff})))
                .withMessage("The body is not UTF-8 text");
    }

    @Test
    void showsSimpleHeadersButNoneOfSprings() {
        Message message = new Message(new byte[0]);
        message.getMessageProperties().setHeader("format", "pdf");
        message.getMessageProperties().setHeader("pages", 3);
        message.getMessageProperties().setHeader("parts", List.of(1, 2));
        message.getMessageProperties().setHeader("spring_returned_message_correlation", "abc");

        assertThat(converter.fromMessage(message).headers())
                .isEqualTo(Map.of("format", "pdf", "pages", 3));
    }
}
