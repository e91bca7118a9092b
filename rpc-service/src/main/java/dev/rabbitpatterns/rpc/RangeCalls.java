package dev.rabbitpatterns.rpc;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.stereotype.Component;

/** Calls for every number of a range, some at once, and passes each answer on as it comes. */
@ClientRole
@Component
class RangeCalls {

    private final FibonacciClient client;
    private final int window;

    RangeCalls(FibonacciClient client, RpcProperties properties) {
        this.client = client;
        this.window =
                Math.min(properties.client().rangeInFlight(), properties.client().maxInFlight());
    }

    /** Where the answers go. */
    interface Reader {

        /** Fails when nobody reads any longer, which ends the calls. */
        void read(RangeElement element) throws IOException;
    }

    void forEach(int from, int to, Duration timeout, Reader reader)
            throws IOException, InterruptedException {
        BlockingQueue<RangeElement> done = new LinkedBlockingQueue<>();
        int next = from;
        for (int waiting = 0; waiting > 0 || next <= to; waiting--) {
            for (; waiting < window && next <= to; waiting++, next++) {
                call(next, timeout, done);
            }
            reader.read(done.take());
        }
    }

    private void call(int n, Duration timeout, BlockingQueue<RangeElement> done) {
        var _ =
                client.call(n, timeout)
                        .whenComplete((answer, failure) ->
                                done.add(
                                        failure == null
                                                ? RangeElement.answered(answer)
                                                : RangeElement.failed(
                                                        n, CallProblems.of(failure).getBody())));
    }
}
