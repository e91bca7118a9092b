package dev.rabbitpatterns.messaging.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;

/**
 * What a message carries besides its body. Headers may have 128 KiB and a thousand events are kept,
 * so what does not fit into {@value #MAX_BYTES} bytes is cut or left out.
 *
 * @param bodySize how many bytes the body has
 * @param properties the properties that are set, under AMQP's names
 * @param headers the headers; bytes are shown in hexadecimal digits
 * @param shortened whether anything was cut or left out
 */
record MessageHead(
        int bodySize,
        Map<String, Object> properties,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> headers,
        boolean shortened) {

    static final int MAX_BYTES = 4096;

    static MessageHead of(Message message) {
        MessageProperties from = message.getMessageProperties();
        BoundedCopy copy = new BoundedCopy(MAX_BYTES);
        Map<String, Object> properties = copy.of(properties(from));
        Map<String, Object> headers = copy.of(from.getHeaders());
        return new MessageHead(message.getBody().length, properties, headers, copy.isShortened());
    }

    /** Some have another name in a message that was received. */
    private static Map<String, @Nullable Object> properties(MessageProperties from) {
        MessageDeliveryMode mode = from.getReceivedDeliveryMode();
        String user = from.getReceivedUserId();
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        properties.put("content-type", from.getContentType());
        properties.put("content-encoding", from.getContentEncoding());
        properties.put("delivery-mode", number(mode != null ? mode : from.getDeliveryMode()));
        properties.put("priority", from.getPriority());
        properties.put("correlation-id", from.getCorrelationId());
        properties.put("reply-to", from.getReplyTo());
        properties.put("expiration", from.getExpiration());
        properties.put("timestamp", from.getTimestamp());
        properties.put("type", from.getType());
        properties.put("user-id", user != null ? user : from.getUserId());
        properties.put("app-id", from.getAppId());
        properties.put("cluster-id", from.getClusterId());
        properties.values().removeIf(Objects::isNull);
        return properties;
    }

    private static @Nullable Integer number(@Nullable MessageDeliveryMode mode) {
        return mode == null ? null : MessageDeliveryMode.toInt(mode);
    }
}
