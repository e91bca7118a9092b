package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.load.HttpLoad;
import dev.rabbitpatterns.benchmarks.load.Outcome;
import dev.rabbitpatterns.benchmarks.load.Request;
import dev.rabbitpatterns.benchmarks.report.Metric;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pubsub service with its own subscribers. */
record SubscribersSubject(Context context, String name, SpringProgram program) implements Subject {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int CONNECTIONS = 64;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 50;

    @Override
    public void warmUp() throws Exception {
        for (int i = 0; i < Copying.SUBSCRIBERS; i++) {
            program.send("POST", "/subscribers", "");
        }
        measure(Copying.SUBSCRIBERS);
    }

    /** Measures until every subscriber has received every copy. */
    @Override
    public Map<Metric, Double> measure(int load) throws Exception {
        long expected = received() + (long) context.options().copied() * load;
        CpuClock app = program.program().cpu();
        double appBefore = app.seconds();
        double brokerBefore = context.brokerCpu().seconds();
        long start = System.nanoTime();
        Outcome published = publish();
        await(expected);
        double seconds = (System.nanoTime() - start) / 1e9;
        double copies = (double) context.options().copied() * load;
        Map<Metric, Double> all = new EnumMap<>(Metric.class);
        all.put(Metric.RATE, copies / seconds);
        all.put(Metric.P50, published.p50());
        all.put(Metric.P99, published.p99());
        all.put(Metric.ERRORS, (double) published.errors());
        all.put(Metric.BROKER_CPU, (context.brokerCpu().seconds() - brokerBefore) * 1e6 / copies);
        all.put(Metric.APP_CPU, (app.seconds() - appBefore) * 1e6 / copies);
        all.values().removeIf(value -> value.isNaN());
        return all;
    }

    private Outcome publish() {
        Request request = Request.post(program.uri("/logs"), Payload.TEXT);
        return HttpLoad.run(request, CONNECTIONS, context.options().copied(), TIMEOUT);
    }

    private void await(long expected) throws Exception {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        for (long now = received(); now < expected; now = received()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException((expected - now) + " copies are missing");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private long received() throws Exception {
        long all = 0;
        for (JsonNode one : JSON.readTree(program.send("GET", "/subscribers", ""))) {
            all += one.path("received").asLong();
        }
        return all;
    }
}
