package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.load.HttpLoad;
import dev.rabbitpatterns.benchmarks.load.Outcome;
import dev.rabbitpatterns.benchmarks.load.Request;
import dev.rabbitpatterns.benchmarks.report.Metric;
import java.time.Duration;
import java.util.Map;

/** A service whose GET is a remote call. */
record HttpCalls(Context context, String name, SpringProgram program, String path)
        implements Subject {

    private static final int USUAL_LOAD = 64;

    @Override
    public void warmUp() throws Exception {
        WarmUp.run(context.options(), time -> call(USUAL_LOAD, time));
    }

    @Override
    public Map<Metric, Double> measure(int load) throws Exception {
        call(load, context.options().warmUp());
        return new Meter(program.program().cpu(), context.brokerCpu())
                .measure(() -> call(load, context.options().time()));
    }

    private Outcome call(int load, Duration time) {
        return HttpLoad.run(Request.get(program.uri(path)), load, time);
    }
}
