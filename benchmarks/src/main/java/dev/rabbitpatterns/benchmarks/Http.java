package dev.rabbitpatterns.benchmarks;

import module java.base;

import dev.rabbitpatterns.benchmarks.Outcome.Moment;
import java.lang.ProcessBuilder.Redirect;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service to which wrk sends a request over and over, from one thread.
 *
 * @param words its path, content and number of messages; the queue to which it publishes if the
 *     messages are to be counted, and {@code consuming} if its own consumer runs meanwhile
 */
record Http(Queues queues, Service service, List<String> words) implements Rounds.Program {

    @Override
    public void warmUp() throws Exception {
        clear(isConsuming());
        send(64, Options.FIRST_WARM_UP);
        clear(false);
    }

    @Override
    public Map<String, Double> measure(int load) throws Exception {
        clear(isConsuming());
        // What wrk gives up at its end is still pending when it starts again.
        double accepted = send(Math.ceilDiv(load, 2), Options.WARM_UP).done();
        Moment start = Moment.now(service.process().toHandle());
        Outcome outcome = send(load, Options.SECONDS);
        Moment end = Moment.now(service.process().toHandle());
        Map<String, Double> figures = outcome.figures(start, end);
        if (words.size() > 3 && !isConsuming()) {
            // A service that does not wait for confirms may be fast because it loses messages.
            accepted += outcome.done();
            figures.put(Outcome.LOST, queues.missing(words.get(3), accepted));
        }
        clear(false);
        return figures;
    }

    private boolean isConsuming() {
        return words.size() > 4;
    }

    private void clear(boolean consume) {
        if (words.size() > 3) {
            queues.purge(words.get(3));
            service.setConsumer(consume);
        }
    }

    private int messages() {
        return Integer.parseInt(words.get(2));
    }

    /** Sends requests for some seconds, each once the one before is answered. */
    Outcome send(int connections, int seconds) throws IOException {
        if (seconds == 0) {
            return Outcome.NONE;
        }
        String options = "--threads 1 --timeout 10s --script benchmarks/load.lua";
        URI target = service.address().resolve(words.getFirst());
        String command =
                "wrk --connections %d --duration %ds %s %s %s %d"
                        .formatted(connections, seconds, options, target, words.get(1), messages());
        ProcessBuilder builder = new ProcessBuilder(command.split(" "));
        Process wrk = builder.redirectError(Redirect.INHERIT).start();
        try (BufferedReader output = wrk.inputReader(StandardCharsets.UTF_8)) {
            return output.lines()
                    .filter(line -> line.startsWith("{"))
                    .findFirst()
                    .map(line -> outcome(line, messages()))
                    .orElseThrow(() -> new IOException("wrk printed no figures"));
        }
    }

    /** Reads the line that load.lua prints. */
    static Outcome outcome(String line, int messagesPerRequest) {
        JsonNode json = new JsonMapper().readTree(line);
        return new Outcome(
                json.path("requests").asDouble() * messagesPerRequest,
                json.path("micros").asDouble() / 1e6,
                json.path("p50").asDouble() / 1e3,
                json.path("p99").asDouble() / 1e3,
                json.path("failed").asDouble());
    }
}
