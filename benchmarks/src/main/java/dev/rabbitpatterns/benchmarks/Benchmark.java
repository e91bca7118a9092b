package dev.rabbitpatterns.benchmarks;

import module java.base;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Measures the parts that its arguments name, and reports them. The exit code is 0 unless something
 * failed, however slow it was.
 */
public record Benchmark(Queues queues, Map<String, Service> services) {

    static void main(String[] parts) {
        Locale.setDefault(Locale.ROOT);
        LoggingSystem.get(Benchmark.class.getClassLoader()).setLogLevel("ROOT", LogLevel.WARN);
        boolean worked = false;
        try {
            worked = new Benchmark(Queues.open(), new HashMap<>()).run(List.of(parts));
        } catch (Exception e) {
            Rounds.say("FAILED " + e);
        }
        System.exit(worked ? 0 : 1); // and end all services
    }

    private boolean run(List<String> parts) throws Exception {
        Results results = new Results();
        for (String part : parts) {
            try {
                new Rounds(part, subjects(part), results).run();
            } catch (Exception e) {
                Rounds.say("FAILED " + e);
                results.failures().add(part + ": " + e);
            }
        }
        deleteQueues();
        return new Report(results).write(parts, queues.broker());
    }

    /** Reads the rows of a file, in which bars separate the cells. */
    static List<String[]> table(String file) throws IOException {
        return Files.readAllLines(Path.of("benchmarks", file)).stream()
                .filter(line -> line.contains(" | ") && !line.startsWith("#"))
                .map(line -> line.split(" \\| "))
                .toList();
    }

    private List<Rounds.Subject> subjects(String part) throws IOException {
        List<Rounds.Subject> subjects = new ArrayList<>();
        for (String[] row : table("subjects.txt")) {
            List<Integer> loads = loads(row[2]);
            if (row[0].equals(part) && !loads.isEmpty()) {
                List<String> words = List.of(row[4].split(" "));
                subjects.add(new Rounds.Subject(row[1], loads, program(row[3], words)));
            }
        }
        services.values().forEach(Service::awaitReady);
        return subjects;
    }

    /** A short run measures only the loads with a +. */
    private static List<Integer> loads(String loads) {
        return Stream.of(loads.split(" "))
                .filter(load -> load.endsWith("+") || !Options.SHORT)
                .map(load -> Integer.valueOf(load.replace("+", "")))
                .toList();
    }

    private Rounds.Program program(String name, List<String> words) throws IOException {
        String first = words.getFirst();
        List<String> more = words.subList(1, words.size());
        return switch (name) {
            case "http" -> new Http(queues, service(first), more);
            case "upload" -> new Upload(queues, service(first), words.get(1), words.get(2));
            case "raw" -> new RawClient(queues, first, words.get(1));
            case "perf-test" -> new PerfTest(queues, first, more);
            case "drain" -> new Drain(queues, first, service(words.get(1))::consume);
            case "drain-raw" -> new Drain(queues, first, new RawClient(queues, "", first)::consume);
            case "drain-perf-test" -> new Drain(queues, first, () -> PerfTest.consume(more));
            case "copies" -> new Copies(queues, service(first));
            case "start" -> new Startup(words);
            default -> throw new IllegalArgumentException("No program: " + name);
        };
    }

    private void deleteQueues() throws IOException {
        for (String[] row : table("subjects.txt")) {
            Stream<String> words = Stream.of(row[4].split(" "));
            words.filter(it -> it.startsWith("bench.")).forEach(queues::delete);
        }
    }

    /** Starts a service unless it runs; it may not be ready yet. */
    private Service service(String name) throws IOException {
        if (!services.containsKey(name)) {
            services.put(name, Service.start(name));
        }
        return services.get(name);
    }
}
