package dev.rabbitpatterns.rpc;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.DISCARDED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.REPLIED;

import dev.rabbitpatterns.messaging.MessageEvent;
import dev.rabbitpatterns.messaging.MessageEvents;
import dev.rabbitpatterns.messaging.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.stereotype.Component;

/**
 * The calls that wait for their answers: an answer reaches the call with its correlation id and no
 * other. One that no call waits for is counted and dropped.
 */
@ClientRole
@Component
class InFlightCalls {

    private final Map<String, Call> calls = new ConcurrentHashMap<>();
    private final Map<String, Boolean> givenUp;
    private final Semaphore free;
    private final int limit;
    private final CallProblems problems;
    private final MessageEvents events;
    private final MeterRegistry meters;

    InFlightCalls(
            RpcProperties properties,
            CallProblems problems,
            MessageEvents events,
            MeterRegistry meters) {
        this.limit = properties.client().maxInFlight();
        this.free = new Semaphore(limit);
        this.givenUp = bounded(properties.client().remembered());
        this.problems = problems;
        this.events = events;
        this.meters = meters;
        meters.gaugeMapSize("rpc.client.in.flight", List.of(), calls);
    }

    /** Waits for the call's answer until the call is over; then it is forgotten. */
    CompletableFuture<Message> add(Call call) {
        if (!free.tryAcquire()) {
            throw problems.tooManyCalls(limit);
        }
        calls.put(call.id(), call);
        return call.answer().whenComplete((answer, failure) -> remove(call, failure));
    }

    private void remove(Call call, @Nullable Throwable failure) {
        if (failure != null) {
            synchronized (givenUp) {
                givenUp.put(call.id(), true);
            }
        }
        calls.remove(call.id());
        free.release();
    }

    void answered(@Nullable String id, Message answer) {
        Call call = find(id);
        if (call != null && call.answer().complete(answer)) {
            events.emit(MessageEvent.incoming(REPLIED, answer));
        } else {
            drop(answer, call != null || isGivenUp(id) ? "late" : "unknown");
        }
    }

    private void drop(Message answer, String reason) {
        meters.counter("rpc.client.dropped", "reason", reason).increment();
        events.emit(
                MessageEvent.incoming(DISCARDED, answer)
                        .because(
                                reason.equals("late")
                                        ? "an answer that came too late"
                                        : "an answer that nobody asked for"));
    }

    private boolean isGivenUp(@Nullable String id) {
        synchronized (givenUp) {
            return givenUp.containsKey(id);
        }
    }

    @Nullable Call find(@Nullable String id) {
        return id == null ? null : calls.get(id);
    }

    void failAll(ProblemException problem) {
        calls.values().forEach(call -> call.fail(problem));
    }

    private static Map<String, Boolean> bounded(int size) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > size;
            }
        };
    }
}
