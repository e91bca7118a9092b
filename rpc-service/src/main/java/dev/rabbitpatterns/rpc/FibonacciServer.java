package dev.rabbitpatterns.rpc;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.DISCARDED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.PUBLISHED;

import dev.rabbitpatterns.messaging.AsItIs;
import dev.rabbitpatterns.messaging.DeadLetters;
import dev.rabbitpatterns.messaging.ForwardedMessage;
import dev.rabbitpatterns.messaging.MessageEvent;
import dev.rabbitpatterns.messaging.MessageEvents;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.stereotype.Component;

/**
 * Answers a request with the Fibonacci number, or with the reason why not.
 *
 * <p>What {@link #answer} returns is published on the channel that the request came by, and only
 * then the request is acknowledged there. The broker handles what comes by one channel in order, so
 * it never sees the acknowledgement without the answer: to wait for a confirm would buy nothing.
 */
@Component
class FibonacciServer {

    /** A timestamp is in whole seconds. */
    private static final Duration PRECISION = Duration.ofSeconds(1);

    private final TextMessageConverter converter;
    private final DeadLetters deadLetters;
    private final MessageEvents events;
    private final RpcProperties properties;
    private final String name;

    FibonacciServer(
            TextMessageConverter converter,
            DeadLetters deadLetters,
            MessageEvents events,
            RpcProperties properties) {
        this.converter = converter;
        this.deadLetters = deadLetters;
        this.events = events;
        this.properties = properties;
        String named = properties.server().name();
        this.name = named.isEmpty() ? "server-" + ProcessHandle.current().pid() : named;
    }

    @RabbitListener(
            id = "fibonacci-server",
            queues = RpcTopology.QUEUE,
            messageConverter = AsItIs.NAME,
            autoStartup = "${rpc.server.enabled:true}")
    @Nullable Message answer(Message request) {
        if (isExpired(request.getMessageProperties())) {
            events.emit(
                    MessageEvent.incoming(DISCARDED, request).because("its deadline has passed"));
            return null;
        }
        MessageProperties asked = request.getMessageProperties();
        String replyTo = Objects.requireNonNullElse(asked.getReplyTo(), "");
        String unanswerable = whyUnanswerable(replyTo, asked.getCorrelationId());
        if (unanswerable != null) {
            deadLetters.accept(request, new UnanswerableException(unanswerable), 1);
            return null;
        }
        Message answer = answerTo(request);
        events.emit(MessageEvent.outgoing(PUBLISHED, "", replyTo, answer));
        return answer;
    }

    private @Nullable String whyUnanswerable(String replyTo, @Nullable String correlationId) {
        if (replyTo.isEmpty()) {
            return "The request has no reply_to";
        }
        if (ForwardedMessage.fitting(replyTo) == null
                || !properties.server().replyTo().matcher(replyTo).matches()) {
            return "reply_to '%s' is not an address that this server answers to".formatted(replyTo);
        }
        if (correlationId != null && ForwardedMessage.fitting(correlationId) == null) {
            return "The request has a correlation_id that no answer can carry";
        }
        return null;
    }

    /**
     * Whether the caller has given up while the request waited here, behind others that were sent
     * ahead. One without a timestamp or an expiration has no deadline.
     */
    private static boolean isExpired(MessageProperties request) {
        Date sent = request.getTimestamp();
        String expiration = request.getExpiration();
        return sent != null
                && expiration != null
                && sent.toInstant()
                        .plus(PRECISION)
                        .plusMillis(Long.parseLong(expiration))
                        .isBefore(Instant.now());
    }

    private Message answerTo(Message request) {
        try {
            String text = converter.fromMessage(request).text();
            return answerTo(
                    request, Fibonacci.of(Fibonacci.argument(text, properties.maxN())).toString());
        } catch (IllegalArgumentException | MessageConversionException e) {
            // A client that does not know the header sees by the text that this is no number.
            String reason = DeadLetters.reason(e);
            Message refusal = answerTo(request, "refused: " + reason);
            refusal.getMessageProperties().setHeader(RpcTopology.REFUSED, reason);
            return refusal;
        }
    }

    /** Under the id of the request, so that the live stream shows a call as one. */
    private Message answerTo(Message request, String text) {
        MessageProperties asked = request.getMessageProperties();
        Message answer = converter.toMessage(text, ForwardedMessage.fitting(asked.getMessageId()));
        answer.getMessageProperties().setCorrelationId(asked.getCorrelationId());
        answer.getMessageProperties().setHeader(RpcTopology.SERVER, name);
        return answer;
    }

    /** Says why there is nobody to whom a request could be answered. */
    private static final class UnanswerableException extends RuntimeException {
        UnanswerableException(String reason) {
            super(reason);
        }
    }
}
