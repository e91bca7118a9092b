package dev.rabbitpatterns.rpc;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.DISCARDED;

import dev.rabbitpatterns.messaging.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.DeadLetters;
import dev.rabbitpatterns.messaging.MessageEvent;
import dev.rabbitpatterns.messaging.MessageEvents;
import dev.rabbitpatterns.messaging.Receipt;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import java.util.Locale;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.stereotype.Component;

/**
 * Answers a request with the Fibonacci number, or with the reason why not.
 *
 * <p>The request is acknowledged after {@link #answer} has returned, and so after the broker has
 * confirmed the answer. A server that is lost before that leaves the request to another.
 */
@ServerRole
@Component
class FibonacciServer {

    private final TextMessageConverter converter;
    private final ConfirmedPublisher publisher;
    private final ReplyAddress replyAddress;
    private final DeadLetters deadLetters;
    private final MessageEvents events;
    private final ServerObservations observations;
    private final int maxN;
    private final String name;

    /** What became of a request. */
    private enum Outcome {
        ANSWERED,
        REFUSED,
        UNANSWERABLE,
        EXPIRED,
        CALLER_GONE;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    FibonacciServer(
            TextMessageConverter converter,
            ConfirmedPublisher publisher,
            ReplyAddress replyAddress,
            DeadLetters deadLetters,
            MessageEvents events,
            ServerObservations observations,
            RpcProperties properties) {
        this.converter = converter;
        this.publisher = publisher;
        this.replyAddress = replyAddress;
        this.deadLetters = deadLetters;
        this.events = events;
        this.observations = observations;
        this.maxN = properties.maxN();
        this.name = ServerName.of(properties.server());
    }

    void answer(Message request) {
        observations.observe(request, () -> serve(request).label());
    }

    private Outcome serve(Message request) {
        if (Deadline.hasPassed(request)) {
            return discard(request, Outcome.EXPIRED, "its deadline has passed");
        }
        try {
            String replyTo = replyAddress.of(request);
            return replyAddress.isDeserted(replyTo)
                    ? discard(request, Outcome.CALLER_GONE, "its caller is gone")
                    : answer(request, replyTo);
        } catch (UnanswerableException e) {
            deadLetters.accept(request, e, 1);
            return Outcome.UNANSWERABLE;
        }
    }

    private Outcome answer(Message request, String replyTo) {
        try {
            int n = Argument.parse(textOf(request), maxN);
            return send(request, replyTo, answerTo(request, Fibonacci.of(n).toString()))
                    ? Outcome.ANSWERED
                    : Outcome.CALLER_GONE;
        } catch (RefusedException e) {
            // A client that does not know the header sees by the text that this is no number.
            Message refusal = answerTo(request, "refused: " + e.reason());
            refusal.getMessageProperties().setHeader(RpcTopology.REFUSED, e.reason());
            return send(request, replyTo, refusal) ? Outcome.REFUSED : Outcome.CALLER_GONE;
        }
    }

    private String textOf(Message request) throws RefusedException {
        try {
            return converter.fromMessage(request).text();
        } catch (MessageConversionException e) {
            throw new RefusedException(DeadLetters.reason(e));
        }
    }

    /** Under the id of the request, so that the live stream shows a call as one. */
    private Message answerTo(Message request, String text) {
        MessageProperties asked = request.getMessageProperties();
        Message answer = converter.toMessage(text, asked.getMessageId());
        answer.getMessageProperties().setCorrelationId(asked.getCorrelationId());
        answer.getMessageProperties().setHeader(RpcTopology.SERVER, name);
        return answer;
    }

    private boolean send(Message request, String replyTo, Message answer) {
        Receipt receipt = publisher.publish("", replyTo, answer);
        if (!receipt.routed()) {
            discard(request, Outcome.CALLER_GONE, "its caller is gone");
        }
        return receipt.routed();
    }

    private Outcome discard(Message request, Outcome outcome, String why) {
        events.emit(MessageEvent.incoming(DISCARDED, request).because(why));
        return outcome;
    }
}
