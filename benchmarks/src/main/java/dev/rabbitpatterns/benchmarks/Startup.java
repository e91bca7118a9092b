package dev.rabbitpatterns.benchmarks;

import module java.base;

import dev.rabbitpatterns.benchmarks.Outcome.Moment;

/** The time until hello-service, started by java with these arguments, answers a request. */
record Startup(List<String> arguments) implements Rounds.Program {

    @Override
    public Map<String, Double> measure(int load) throws Exception {
        long start = System.nanoTime();
        Service service = Service.start("startup", arguments);
        try {
            service.await("/messages"); // answered from memory, as soon as it listens
            double millis = (System.nanoTime() - start) / 1e6;
            ProcessHandle process = service.process().toHandle();
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("start ms", millis);
            figures.put("start CPU ms", Moment.now(process).app() * 1e3);
            figures.put("memory MiB", residentKibibytes(process.pid()) / 1024);
            return figures;
        } finally {
            service.process().destroyForcibly().waitFor();
        }
    }

    private static double residentKibibytes(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
        return Double.parseDouble(ps.inputReader().readLine().strip());
    }
}
