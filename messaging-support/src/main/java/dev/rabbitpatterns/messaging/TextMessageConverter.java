package dev.rabbitpatterns.messaging;

import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.amqp.support.converter.MessageConverter;
import org.springframework.util.unit.DataSize;

/**
 * Converts text to messages, and messages to {@link ReceivedMessage}. The body is plain UTF-8 and
 * nothing else, so a client in any language can be at the other end. It is read as text, whatever
 * its content type.
 *
 * <p>Invalid UTF-8 is an error; it is not replaced by question marks.
 */
public final class TextMessageConverter implements MessageConverter {

    /** Prefix of headers that Spring AMQP's publishers add, which are not part of the message. */
    private static final String SPRING_PREFIX = "spring_";

    private final String appId;
    private final DataSize maxTextSize;

    public TextMessageConverter(String appId, DataSize maxTextSize) {
        this.appId = appId;
        this.maxTextSize = maxTextSize;
    }

    /**
     * Creates a persistent message with this text.
     *
     * @param id the message-id, by which consumers recognise a duplicate; random if null
     */
    public Message toMessage(String text, @Nullable String id) {
        MessageProperties properties = new MessageProperties();
        properties.setMessageId(id != null ? id : UUID.randomUUID().toString());
        return toMessage(text, properties);
    }

    @Override
    public Message toMessage(Object text, MessageProperties properties) {
        byte[] body = encode((String) text);
        if (body.length > maxTextSize.toBytes()) {
            throw ProblemException.tooLong(body.length, maxTextSize.toBytes());
        }
        properties.setContentType(MessageProperties.CONTENT_TYPE_TEXT_PLAIN);
        properties.setContentEncoding(StandardCharsets.UTF_8.name());
        properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
        properties.setTimestamp(Date.from(Instant.now()));
        properties.setAppId(appId);
        return new Message(body, properties);
    }

    @Override
    public ReceivedMessage fromMessage(Message message) {
        MessageProperties properties = message.getMessageProperties();
        Date timestamp = properties.getTimestamp();
        return new ReceivedMessage(
                ForwardedMessage.id(properties),
                decode(message.getBody()),
                Objects.requireNonNullElse(properties.getReceivedExchange(), ""),
                Objects.requireNonNullElse(properties.getReceivedRoutingKey(), ""),
                simple(properties.getHeaders()),
                properties.getAppId(),
                timestamp != null ? timestamp.toInstant() : null,
                Instant.now(),
                Boolean.TRUE.equals(properties.isRedelivered()));
    }

    private static Map<String, Object> simple(Map<String, @Nullable Object> headers) {
        Map<String, Object> simple = new TreeMap<>();
        headers.forEach((name, value) -> {
            boolean isSimple =
                    value instanceof String || value instanceof Number || value instanceof Boolean;
            if (isSimple
                    && !name.startsWith(SPRING_PREFIX)
                    && !name.equals(ForwardedMessage.PUBLISH_NUMBER)) {
                simple.put(name, value);
            }
        });
        return simple;
    }

    private static byte[] encode(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] body = new byte[bytes.remaining()];
            bytes.get(body);
            return body;
        } catch (CharacterCodingException e) {
            throw new MessageConversionException(
                    "The text has half a surrogate pair, which UTF-8 cannot hold", e);
        }
    }

    private static String decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw new MessageConversionException("The body is not UTF-8 text", e);
        }
    }
}
