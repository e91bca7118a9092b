package dev.rabbitpatterns.rpc;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.ANSWERED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.DISCARDED;

import dev.rabbitpatterns.messaging.ForwardedMessage;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpRejectAndDontRequeueException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.stereotype.Component;

/**
 * Answers a request with the Fibonacci number, or with the reason for a refusal.
 *
 * <p>Spring publishes what {@link #answer} returns on the channel that delivered the request, and
 * acknowledges the request on that channel afterwards. The broker handles the frames of a channel
 * in order, so no request is acknowledged without its answer: a confirm would add nothing.
 */
@Component
class FibonacciServer {

    /** AMQP timestamps are in whole seconds. */
    private static final Duration PRECISION = Duration.ofSeconds(1);

    private final TextMessageConverter converter;
    private final MessageEvents events;
    private final RpcProperties properties;
    private final String name;

    FibonacciServer(
            TextMessageConverter converter, MessageEvents events, RpcProperties properties) {
        this.converter = converter;
        this.events = events;
        this.properties = properties;
        String named = properties.server().name();
        this.name = named.isEmpty() ? "server-" + ProcessHandle.current().pid() : named;
    }

    @RabbitListener(
            id = "fibonacci-server",
            queues = RpcTopology.QUEUE,
            messageConverter = "passThroughConverter",
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
            // Not retried, but dead-lettered with this reason.
            throw new AmqpRejectAndDontRequeueException(unanswerable);
        }
        Message answer = answerTo(request);
        events.emit(MessageEvent.outgoing(ANSWERED, "", replyTo, answer));
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
     * Whether the caller has given up while the request was prefetched. A request without timestamp
     * or expiration has no deadline.
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
            // The body is not a number either, for clients that do not know the header.
            String reason = DeadLetters.reason(e);
            Message refusal = answerTo(request, "refused: " + reason);
            refusal.getMessageProperties().setHeader(RpcTopology.REFUSED, reason);
            return refusal;
        }
    }

    /** Carries the request's id, or none, so that the live stream shows the call as one message. */
    private Message answerTo(Message request, String text) {
        MessageProperties asked = request.getMessageProperties();
        MessageProperties properties = new MessageProperties();
        properties.setMessageId(ForwardedMessage.id(asked));
        properties.setCorrelationId(asked.getCorrelationId());
        properties.setHeader(RpcTopology.SERVER, name);
        return converter.toMessage(text, properties);
    }
}
