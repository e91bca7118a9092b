package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.Watch;
import java.time.Duration;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Ends the calls that wait for too long, and those that wait for nobody. */
@ClientRole
@Component
class CallWatch implements DisposableBean {

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Audience audience;
    private final CallProblems problems;
    private final Duration patience;
    private final Watch<Call> deadlines;
    private final Watch<Call> doubts;

    CallWatch(Audience audience, CallProblems problems, RpcProperties properties) {
        this.audience = audience;
        this.problems = problems;
        this.patience = properties.client().patience();
        this.deadlines =
                new Watch<>(
                        "call-deadlines",
                        PAUSE,
                        call -> call.fail(problems.noAnswer(call.timeout())));
        // To ask is to wait for the broker, each for itself.
        this.doubts =
                new Watch<>(
                        "call-doubts",
                        PAUSE,
                        call -> Thread.startVirtualThread(() -> giveUpIfNobodyListens(call)));
    }

    /** Looks after the call until it is over. */
    void begin(Call call) {
        deadlines.begin(call, call.timeout());
        var _ = call.taken().thenRun(() -> doubts.begin(call, patience));
        var _ =
                call.answer()
                        .whenComplete((answer, failure) -> {
                            deadlines.end(call);
                            doubts.end(call);
                        });
    }

    /** The queue is there without a server, too; so a call that gets no answer soon asks. */
    private void giveUpIfNobodyListens(Call call) {
        if (!call.isOver() && audience.isAbsentSince(System.nanoTime() - patience.toNanos())) {
            call.fail(problems.noServer());
        }
    }

    @Override
    public void destroy() {
        deadlines.close();
        doubts.close();
    }
}
