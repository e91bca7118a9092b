package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.load.HttpLoad;
import dev.rabbitpatterns.benchmarks.load.Outcome;
import dev.rabbitpatterns.benchmarks.load.Request;
import dev.rabbitpatterns.benchmarks.report.Metric;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A service that publishes what it receives over REST, with or without its own consumer. */
final class HttpPublisher implements Subject {

    private static final int USUAL_LOAD = 64;

    private final Context context;
    private final String name;
    private final SpringProgram program;
    private final Request request;
    private final @Nullable String queue;
    private final boolean consuming;
    private long accepted;

    /**
     * @param queue the queue to which it publishes, or null if it drops the messages
     */
    HttpPublisher(
            Context context,
            String name,
            SpringProgram program,
            String path,
            @Nullable String queue,
            boolean consuming) {
        this.context = context;
        this.name = name;
        this.program = program;
        this.request = Request.post(program.uri(path), Payload.TEXT);
        this.queue = queue;
        this.consuming = consuming;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void warmUp() throws Exception {
        prepare();
        WarmUp.run(context.options(), time -> send(USUAL_LOAD, time));
        cleanUp();
    }

    @Override
    public Map<Metric, Double> measure(int load) throws Exception {
        prepare();
        send(load, context.options().warmUp());
        Meter meter = new Meter(program.program().cpu(), context.brokerCpu());
        Map<Metric, Double> measured = meter.measure(() -> send(load, context.options().time()));
        if (queue != null && !consuming) {
            // A service that does not wait for confirms may be fast because it loses messages.
            measured.put(Metric.LOST, (double) context.queues().missing(queue, accepted));
        }
        cleanUp();
        return measured;
    }

    private Outcome send(int load, Duration time) {
        Outcome outcome = HttpLoad.run(request, load, time);
        accepted += outcome.done() - outcome.errors();
        return outcome;
    }

    private void prepare() throws Exception {
        accepted = 0;
        if (queue != null) {
            context.queues().purge(queue);
            program.setConsumer(consuming);
        }
    }

    private void cleanUp() throws Exception {
        if (queue != null) {
            program.setConsumer(false);
            context.queues().purge(queue);
        }
    }
}
