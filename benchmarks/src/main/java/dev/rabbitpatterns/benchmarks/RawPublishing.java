package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.load.Outcome;
import dev.rabbitpatterns.benchmarks.report.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** The raw client, with as many threads as the others have connections. */
record RawPublishing(Context context, String name, RawProgram program) implements Subject {

    private static final String QUEUE = "bench.raw";
    private static final int USUAL_LOAD = 64;

    @Override
    public void warmUp() throws Exception {
        context.queues().declareQuorum(QUEUE);
        WarmUp.run(context.options(), time -> publish(USUAL_LOAD, time));
        context.queues().purge(QUEUE);
    }

    @Override
    public Map<Metric, Double> measure(int load) throws Exception {
        publish(load, context.options().warmUp());
        Meter meter = new Meter(program.cpu(), context.brokerCpu());
        Map<Metric, Double> measured = meter.measure(() -> publish(load, context.options().time()));
        context.queues().purge(QUEUE);
        return measured;
    }

    private Outcome publish(int load, Duration time) throws IOException {
        return Outcome.parse(
                program.send("publish %s %d %d".formatted(QUEUE, load, time.toMillis())));
    }
}
