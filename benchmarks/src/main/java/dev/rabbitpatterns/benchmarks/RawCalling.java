package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.load.Outcome;
import dev.rabbitpatterns.benchmarks.report.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** The raw client calls a server in its own process, over a queue like rpc-service's. */
record RawCalling(Context context, String name, RawProgram program) implements Subject {

    private static final String QUEUE = "bench.raw.calls";
    private static final int USUAL_LOAD = 64;

    @Override
    public void warmUp() throws Exception {
        context.queues().declareQuorum(QUEUE);
        WarmUp.run(context.options(), time -> call(USUAL_LOAD, time));
    }

    @Override
    public Map<Metric, Double> measure(int load) throws Exception {
        call(load, context.options().warmUp());
        return new Meter(program.cpu(), context.brokerCpu())
                .measure(() -> call(load, context.options().time()));
    }

    private Outcome call(int load, Duration time) throws IOException {
        return Outcome.parse(program.send("call %s %d %d".formatted(QUEUE, load, time.toMillis())));
    }
}
