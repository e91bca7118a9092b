package dev.rabbitpatterns.benchmarks;

import module java.base;

import dev.rabbitpatterns.benchmarks.Outcome.Moment;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** Messages that a service publishes, and copies to each of its own subscribers. */
record Copies(Queues queues, Service service) implements Rounds.Program {

    @Override
    public void warmUp() throws Exception {
        for (int i = 0; i < Options.FIRST_WARM_UP; i += Options.COLD_WARM_UP + Options.SECONDS) {
            measure(100);
        }
    }

    /** Counts for some seconds what the subscribers receive, then waits for the other copies. */
    @Override
    public Map<String, Double> measure(int load) throws Exception {
        for (int i = subscribers().size(); i < load; i++) {
            service.rest().post().uri("/subscribers").retrieve().toBodilessEntity();
        }
        double before = received();
        Http http = new Http(queues, service, List.of("/logs", "text", "1"));
        int seconds = Options.COLD_WARM_UP + Options.SECONDS;
        FutureTask<Outcome> publish = new FutureTask<>(() -> http.send(64, seconds));
        Thread.ofPlatform().start(publish);
        Thread.sleep(Duration.ofSeconds(Options.COLD_WARM_UP));
        Moment start = Moment.now(service.process().toHandle());
        double receivedBefore = received();
        Thread.sleep(Duration.ofSeconds(Options.SECONDS));
        Moment end = Moment.now(service.process().toHandle());
        double copies = received() - receivedBefore;
        Outcome sent = publish.get();
        double expected = before + (sent.done() - sent.failed()) * load;
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> received() >= expected);
        return new Outcome(copies, end.time() - start.time(), sent.p50(), sent.p99(), sent.failed())
                .figures(start, end);
    }

    private JsonNode subscribers() {
        JsonNode all = service.rest().get().uri("/subscribers").retrieve().body(JsonNode.class);
        return Objects.requireNonNull(all);
    }

    private double received() {
        return subscribers().valueStream().mapToDouble(it -> it.path("received").asDouble()).sum();
    }
}
