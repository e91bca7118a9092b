package dev.rabbitpatterns.benchmarks;

import module java.base;

import dev.rabbitpatterns.benchmarks.Outcome.Moment;
import java.lang.ProcessBuilder.Redirect;

/**
 * A service to which curl uploads lines, as many as it takes, while it answers each that is
 * confirmed.
 */
record Upload(Queues queues, Service service, String path, String queue) implements Rounds.Program {

    private static final byte[] LINES =
            "{\"text\":\"%s\"}\n"
                    .formatted(new String(Queues.BODY, StandardCharsets.UTF_8))
                    .repeat(100)
                    .getBytes(StandardCharsets.UTF_8);

    @Override
    public void warmUp() throws Exception {
        if (Options.FIRST_WARM_UP > 0) {
            upload(0, Options.FIRST_WARM_UP);
        }
    }

    @Override
    public Map<String, Double> measure(int load) throws Exception {
        return upload(Options.WARM_UP, Options.SECONDS);
    }

    private Map<String, Double> upload(int warmUp, int measured) throws Exception {
        queues.purge(queue);
        service.setConsumer(false);
        double begin = System.nanoTime() / 1e9 + warmUp;
        double end = begin + measured;
        Process curl = curl();
        Thread.ofPlatform().start(() -> write(curl.getOutputStream(), end));
        int answered = 0;
        int failed = 0;
        int unmeasured = 0;
        int counted = 0;
        Moment first = null;
        Moment last = null;
        try (BufferedReader answers = curl.inputReader(StandardCharsets.UTF_8)) {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                answered++;
                failed += line.contains("\"routed\":true") ? 0 : 1;
                if (first == null && System.nanoTime() / 1e9 >= begin) {
                    first = moment();
                    unmeasured = answered;
                }
                if (last == null && System.nanoTime() / 1e9 >= end) {
                    last = moment();
                    counted = answered - unmeasured;
                }
            }
        }
        if (curl.waitFor() != 0 || first == null || last == null) {
            throw new IOException("curl did not upload all lines");
        }
        double seconds = last.time() - first.time();
        Map<String, Double> figures =
                new Outcome(counted, seconds, Double.NaN, Double.NaN, failed).figures(first, last);
        figures.put(Outcome.LOST, queues.missing(queue, answered - failed));
        queues.purge(queue);
        return figures;
    }

    private Process curl() throws IOException {
        String lines = "Content-Type: application/x-ndjson";
        String target = service.address().resolve(path).toString();
        return new ProcessBuilder("curl", "-sSX", "POST", "-T", "-", "-H", lines, target)
                .redirectError(Redirect.INHERIT)
                .start();
    }

    private static void write(OutputStream body, double end) {
        try (body) {
            while (System.nanoTime() / 1e9 < end) {
                body.write(LINES);
            }
        } catch (IOException e) {
            // curl has ended, which the reader of the answers sees.
        }
    }

    private Moment moment() {
        return Moment.now(service.process().toHandle());
    }
}
