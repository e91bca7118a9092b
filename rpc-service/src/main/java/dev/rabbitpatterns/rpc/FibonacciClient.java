package dev.rabbitpatterns.rpc;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.REPLIED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.UNANSWERED;
import static dev.rabbitpatterns.rpc.CallProblem.BAD_ANSWER;
import static dev.rabbitpatterns.rpc.CallProblem.BROKER_UNAVAILABLE;
import static dev.rabbitpatterns.rpc.CallProblem.NO_ANSWER;
import static dev.rabbitpatterns.rpc.CallProblem.NO_CLIENT;
import static dev.rabbitpatterns.rpc.CallProblem.NO_SERVER;
import static dev.rabbitpatterns.rpc.CallProblem.REFUSED;
import static dev.rabbitpatterns.rpc.CallProblem.TOO_MANY_CALLS;

import dev.rabbitpatterns.messaging.CallTemplate;
import dev.rabbitpatterns.messaging.MessageEvent;
import dev.rabbitpatterns.messaging.MessageEvents;
import dev.rabbitpatterns.messaging.ProblemException;
import dev.rabbitpatterns.messaging.PublishException;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.QueueInformation;
import org.springframework.stereotype.Component;

/**
 * Asks a server for a Fibonacci number. A call ends with that number or with a {@link CallProblem},
 * and hardly later than its deadline. Each caller has a thread of its own, and one that waits costs
 * next to nothing.
 */
@Component
class FibonacciClient {

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]*+");

    private final CallTemplate template;
    private final TextMessageConverter converter;
    private final AmqpAdmin admin;
    private final MessageEvents events;
    private final RpcProperties.Client properties;
    private final Semaphore free;
    private final AtomicBoolean looking = new AtomicBoolean();

    FibonacciClient(
            CallTemplate template,
            TextMessageConverter converter,
            AmqpAdmin admin,
            MessageEvents events,
            RpcProperties properties) {
        this.template = template;
        this.converter = converter;
        this.admin = admin;
        this.events = events;
        this.properties = properties.client();
        this.free = new Semaphore(properties.client().maxInFlight());
    }

    /**
     * What a call has brought.
     *
     * @param n which Fibonacci number was asked for
     * @param value the number, as text, since JSON readers round what is longer than 15 digits
     * @param digits how many digits it has
     * @param server who computed it, if that server says so
     * @param millis how long the call took, there and back
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
        Message request = request(n, timeout);
        try {
            Message answer = ask(request, timeout);
            events.emit(MessageEvent.incoming(REPLIED, answer));
            return read(n, answer, (System.nanoTime() - start) / 1_000_000);
        } catch (ProblemException e) {
            events.emit(
                    MessageEvent.outgoing(UNANSWERED, "", RpcTopology.QUEUE, request)
                            .because(e.getBody().getDetail()));
            throw e;
        } finally {
            free.release();
        }
    }

    /** The broker drops it from the queue when nobody waits for its answer any longer. */
    private Message request(int n, Duration timeout) {
        Message request = converter.toMessage(Integer.toString(n), (String) null);
        request.getMessageProperties().setExpiration(Long.toString(timeout.toMillis()));
        return request;
    }

    private Message ask(Message request, Duration timeout) {
        Instant deadline = Instant.now().plus(timeout);
        CompletableFuture<Message> answer = template.ask(RpcTopology.QUEUE, request, timeout);
        try {
            return await(answer, deadline);
        } catch (PublishException.NoQueue e) {
            throw NO_SERVER.exception();
        } catch (PublishException e) {
            throw Instant.now().isBefore(deadline)
                    ? BROKER_UNAVAILABLE.exception(String.valueOf(e.getMessage()))
                    : NO_ANSWER.exception(timeout.toMillis());
        } catch (TimeoutException e) {
            throw NO_ANSWER.exception(timeout.toMillis());
        } finally {
            answer.cancel(true);
        }
    }

    /** Looks now and then whether there is still somebody to wait for. */
    private Message await(CompletableFuture<Message> answer, Instant deadline)
            throws TimeoutException {
        Duration pause = properties.patience();
        for (Instant next = Instant.now().plus(pause);
                next.isBefore(deadline);
                next = next.plus(pause)) {
            try {
                return get(answer, next);
            } catch (TimeoutException e) {
                var _ = Thread.startVirtualThread(this::lookForServers);
                pause = pause.multipliedBy(2);
            }
        }
        return get(answer, deadline);
    }

    private static Message get(CompletableFuture<Message> answer, Instant until)
            throws TimeoutException {
        try {
            return answer.get(
                    Duration.between(Instant.now(), until).toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BROKER_UNAVAILABLE.exception("The service is shutting down");
        }
    }

    /**
     * The queue is there without a server, too, and requests can wait in it for good. While it has
     * neither consumers nor messages, a server that is about to stop may have the last one in hand.
     */
    private void lookForServers() {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        try {
            QueueInformation queue = admin.getQueueInfo(RpcTopology.QUEUE);
            if (queue == null || (queue.getConsumerCount() == 0 && queue.getMessageCount() > 0)) {
                template.endAll(NO_SERVER.exception());
            }
        } catch (AmqpException e) {
            // The calls hear of a broker that is gone by their own connection.
        } finally {
            looking.set(false);
        }
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

    /** Whatever another program may have put there. */
    private static @Nullable String header(Message answer, String name) {
        Object value = answer.getMessageProperties().getHeader(name);
        return value == null ? null : value.toString();
    }
}
