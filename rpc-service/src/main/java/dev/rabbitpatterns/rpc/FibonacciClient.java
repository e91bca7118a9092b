package dev.rabbitpatterns.rpc;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.UNANSWERED;

import dev.rabbitpatterns.messaging.MessageEvent;
import dev.rabbitpatterns.messaging.MessageEvents;
import dev.rabbitpatterns.messaging.ProblemException;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import io.micrometer.observation.Observation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.stereotype.Component;

/**
 * Asks a server for a Fibonacci number. A call ends with that number or with a {@link
 * ProblemException} that says why there is none, and hardly later than its deadline.
 */
@ClientRole
@Component
class FibonacciClient {

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]*+");

    private final TextMessageConverter converter;
    private final InFlightCalls calls;
    private final CallConnection connection;
    private final CallWatch watch;
    private final CallObservations observations;
    private final MessageEvents events;
    private final CallProblems problems;

    FibonacciClient(
            TextMessageConverter converter,
            InFlightCalls calls,
            CallConnection connection,
            CallWatch watch,
            CallObservations observations,
            MessageEvents events,
            CallProblems problems) {
        this.converter = converter;
        this.calls = calls;
        this.connection = connection;
        this.watch = watch;
        this.observations = observations;
        this.events = events;
        this.problems = problems;
    }

    CompletableFuture<FibonacciAnswer> call(int n, Duration timeout) {
        long start = System.nanoTime();
        Message request = converter.toMessage(Integer.toString(n), (String) null);
        Deadline.set(request, timeout);
        Call call = new Call(request, timeout);
        Observation observation = observations.start(request);
        return begin(call)
                .handle((answer, failure) -> {
                    if (failure != null) {
                        throw CallProblems.of(failure);
                    }
                    return read(n, answer, (System.nanoTime() - start) / 1_000_000);
                })
                .whenComplete((answer, failure) -> end(call, observation, failure));
    }

    private CompletableFuture<Message> begin(Call call) {
        CompletableFuture<Message> answer;
        try {
            answer = calls.add(call);
        } catch (ProblemException tooMany) {
            return CompletableFuture.failedFuture(tooMany);
        }
        watch.begin(call);
        connection.send(call);
        return answer;
    }

    private FibonacciAnswer read(int n, Message answer, long millis) {
        String refused = header(answer, RpcTopology.REFUSED);
        if (refused != null) {
            throw problems.refused(refused);
        }
        String value = new String(answer.getBody(), StandardCharsets.US_ASCII);
        if (!NUMBER.matcher(value).matches()) {
            throw problems.badAnswer();
        }
        return new FibonacciAnswer(
                n, value, value.length(), header(answer, RpcTopology.SERVER), millis);
    }

    /** Whatever another program may have put there. */
    private static @Nullable String header(Message answer, String name) {
        Object value = answer.getMessageProperties().getHeader(name);
        return value == null ? null : value.toString();
    }

    private void end(Call call, Observation observation, @Nullable Throwable failure) {
        if (failure == null) {
            observations.stop(observation, null);
            return;
        }
        ProblemException problem = CallProblems.of(failure);
        events.emit(
                MessageEvent.outgoing(UNANSWERED, "", RpcTopology.QUEUE, call.request())
                        .because(problem.getBody().getDetail()));
        observations.stop(observation, problem);
    }
}
