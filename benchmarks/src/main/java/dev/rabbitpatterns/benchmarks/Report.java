package dev.rabbitpatterns.benchmarks;

import module java.base;

import dev.rabbitpatterns.benchmarks.Results.Spread;
import tools.jackson.databind.json.JsonMapper;

/** Prints the results, and writes them as Markdown and, round by round, as JSON. */
record Report(Results results) {

    static final Path DIRECTORY = Path.of("benchmarks", "target", "bench");

    /** Returns whether everything worked. */
    boolean write(List<String> parts, String broker) throws IOException {
        Path file = DIRECTORY.resolve(Options.SHORT ? "short" : "bench");
        String text = title(broker) + tables(parts, Benchmark.table("ratios.txt"));
        System.out.println(text + file + ".md, " + file + ".json");
        Files.writeString(Path.of(file + ".md"), text);
        Map<String, Object> json = Map.of("run", title(broker), "results", results);
        new JsonMapper().writerWithDefaultPrettyPrinter().writeValue(Path.of(file + ".json"), json);
        return results.failures().isEmpty();
    }

    private static String title(String broker) {
        String machine = Runtime.getRuntime().availableProcessors() + " processors, ";
        String rounds = Options.ROUNDS + " rounds of " + Options.SECONDS + " s in turn";
        String end = Options.SHORT ? "; a short run is no measurement\n" : "\n";
        return broker + ", Java " + Runtime.version() + ", " + machine + rounds + end;
    }

    String tables(List<String> parts, List<String[]> ratios) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> measurements(text, part));
        header(text, "ratio", List.of("wanted", "measured", ""));
        ratios.stream().filter(row -> parts.contains(row[1])).forEach(row -> ratio(text, row));
        text.append('\n');
        results.failures().forEach(failure -> text.append("FAILED ").append(failure).append('\n'));
        return text.toString();
    }

    private void measurements(StringBuilder text, String part) {
        List<Results.Key> keys = new ArrayList<>(results.rounds().keySet());
        keys.removeIf(key -> !key.part().equals(part));
        Set<String> figures = new LinkedHashSet<>();
        keys.forEach(key -> results.roundsOf(key).forEach(it -> figures.addAll(it.keySet())));
        header(text, part, List.copyOf(figures));
        for (Results.Key key : keys) {
            Function<String, String> cell =
                    figure -> results.spread(key, figure).map(Spread::toString).orElse("n/a");
            row(text, key.subject() + " at " + key.load(), figures.stream().map(cell).toList());
        }
    }

    /** A ratio that is not known, although its part was measured, is a failure. */
    private void ratio(StringBuilder text, String[] row) {
        int load = Integer.parseInt(row[4]);
        Results.Key measured = new Results.Key(row[1], row[2], load);
        Results.Key reference = new Results.Key(row[1], row[3], load);
        Optional<Spread> ratio = results.ratio(measured, reference, row[5]);
        if (ratio.isEmpty()) {
            results.failures().add("Not measured: " + row[0]);
            return;
        }
        String verdict = verdict(ratio.get().median(), row[6]);
        row(text, row[0], List.of(row[6], ratio.get().toString(), verdict));
    }

    /** Compares a ratio with what is wanted, like ≥ 1.1 or any. */
    private static String verdict(double ratio, String wanted) {
        boolean any = wanted.equals("any");
        double bound = any ? 0 : Double.parseDouble(wanted.substring(2));
        boolean met = wanted.startsWith("≥") ? ratio >= bound : ratio <= bound;
        return any ? "" : met ? "met" : "not met";
    }

    private static void header(StringBuilder text, String first, List<String> others) {
        text.append('\n');
        row(text, first, others);
        row(text, "---", Collections.nCopies(others.size(), "---"));
    }

    /** A row that is readable as plain text, too. */
    private static void row(StringBuilder text, String first, List<String> others) {
        text.append("| %-47s |".formatted(first));
        others.forEach(cell -> text.append(" %-13s |".formatted(cell)));
        text.append('\n');
    }
}
