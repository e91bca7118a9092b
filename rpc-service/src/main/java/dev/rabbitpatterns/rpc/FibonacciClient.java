package dev.rabbitpatterns.rpc;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.REPLIED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.UNANSWERED;
import static dev.rabbitpatterns.rpc.CallProblem.BAD_ANSWER;
import static dev.rabbitpatterns.rpc.CallProblem.BROKER_UNAVAILABLE;
import static dev.rabbitpatterns.rpc.CallProblem.NO_ANSWER;
import static dev.rabbitpatterns.rpc.CallProblem.NO_CLIENT;
import static dev.rabbitpatterns.rpc.CallProblem.NO_SERVER;
import static dev.rabbitpatterns.rpc.CallProblem.REFUSED;
import static dev.rabbitpatterns.rpc.CallProblem.TOO_MANY_CALLS;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.messaging.publish.CallTemplate;
import dev.rabbitpatterns.messaging.publish.CallTemplate.NobodyListensException;
import dev.rabbitpatterns.messaging.publish.PublishException;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.AmqpReplyTimeoutException;
import org.springframework.amqp.core.Message;
import org.springframework.stereotype.Component;

/**
 * Asks a server for a Fibonacci number. By its deadline, every call ends with that number or with a
 * {@link CallProblem}. Each caller waits on its own virtual thread, which costs next to nothing.
 */
@Component
class FibonacciClient {

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]*+");

    private final CallTemplate template;
    private final TextMessageConverter converter;
    private final MessageEvents events;
    private final RpcProperties.Client properties;
    private final Semaphore free;

    FibonacciClient(
            CallTemplate template,
            TextMessageConverter converter,
            MessageEvents events,
            RpcProperties properties) {
        this.template = template;
        this.converter = converter;
        this.events = events;
        this.properties = properties.client();
        this.free = new Semaphore(properties.client().maxInFlight());
    }

    /**
     * The answer to a call.
     *
     * @param n which Fibonacci number was asked for
     * @param value the number as a string, because JSON parsers round more than 15 digits
     * @param digits how many digits the number has
     * @param server which server computed it, if it says so
     * @param millis how long the call took
     */
    record Answer(int n, String value, int digits, @Nullable String server, long millis) {}

    Answer call(int n, Duration timeout) {
        if (!properties.enabled()) {
            throw NO_CLIENT.exception();
        }
        if (!free.tryAcquire()) {
            throw TOO_MANY_CALLS.exception();
        }
        long start = System.nanoTime();
        try {
            Message request = request(n, timeout);
            Message answer = ask(request, timeout);
            events.emit(MessageEvent.incoming(REPLIED, answer));
            return read(n, answer, (System.nanoTime() - start) / 1_000_000);
        } finally {
            free.release();
        }
    }

    /** The request expires in the queue when its caller stops waiting. */
    private Message request(int n, Duration timeout) {
        Message request = converter.toMessage(Integer.toString(n), (String) null);
        request.getMessageProperties().setExpiration(Long.toString(timeout.toMillis()));
        return request;
    }

    private Message ask(Message request, Duration timeout) {
        try {
            return template.call(
                    RpcTopology.QUEUE, request, timeout, properties.noServerCheckAfter());
        } catch (NobodyListensException e) {
            throw unanswered(request, NO_SERVER.exception());
        } catch (AmqpReplyTimeoutException e) {
            throw unanswered(request, NO_ANSWER.exception(timeout.toMillis()));
        } catch (PublishException e) {
            throw unanswered(request, BROKER_UNAVAILABLE.exception(String.valueOf(e.getMessage())));
        }
    }

    private ProblemException unanswered(Message request, ProblemException problem) {
        events.emit(
                MessageEvent.outgoing(UNANSWERED, "", RpcTopology.QUEUE, request)
                        .because(problem.getBody().getDetail()));
        return problem;
    }

    private static Answer read(int n, Message answer, long millis) {
        String refused = header(answer, RpcTopology.REFUSED);
        if (refused != null) {
            throw REFUSED.exception(refused);
        }
        String value = new String(answer.getBody(), StandardCharsets.US_ASCII);
        if (!NUMBER.matcher(value).matches()) {
            throw BAD_ANSWER.exception();
        }
        return new Answer(n, value, value.length(), header(answer, RpcTopology.SERVER), millis);
    }

    /** Another program may have set a value of any type. */
    private static @Nullable String header(Message answer, String name) {
        Object value = answer.getMessageProperties().getHeader(name);
        return value == null ? null : value.toString();
    }
}
