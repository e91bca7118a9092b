package dev.rabbitpatterns.benchmarks;

import dev.rabbitpatterns.benchmarks.report.Bar;
import dev.rabbitpatterns.benchmarks.report.JsonReport;
import dev.rabbitpatterns.benchmarks.report.Results;
import dev.rabbitpatterns.benchmarks.report.SvgChart;
import dev.rabbitpatterns.benchmarks.report.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints and writes the results. */
final class Reports {

    private static final String NO_MEASUREMENT =
            "This was a short run, which only shows that everything works. Ignore its figures.";

    private Reports() {}

    /** Returns whether everything worked. */
    static boolean write(Options options, String broker, Results results) throws IOException {
        List<Bar> bars = Bars.all();
        if (options.isShort()) {
            checkSanity(bars, results);
        }
        Map<String, Object> conditions = conditions(options, broker);
        String name = options.isShort() ? "short" : "bench";
        Path text = Program.DIRECTORY.resolve(name + ".md");
        Path json = Program.DIRECTORY.resolve(name + ".json");
        Path svg = Program.DIRECTORY.resolve(name + ".svg");
        String report = intro(conditions, options) + new TextReport(results, bars).text();
        Files.writeString(text, report);
        Files.writeString(json, JsonReport.of(conditions, results, bars));
        Files.writeString(svg, SvgChart.of(results, title(conditions, options)));
        System.out.println(report);
        results.failures().forEach(failure -> System.out.println("FAILED " + failure));
        System.out.printf("%s%n%s%n%s%n", text, json, svg);
        return results.failures().isEmpty();
    }

    private static void checkSanity(List<Bar> bars, Results results) {
        for (Bar bar : bars) {
            bar.ratio(results)
                    .filter(ratio -> !bar.isSane(ratio))
                    .ifPresent(ratio ->
                            results.addFailure(
                                    "%s is %.3f, which is impossible"
                                            .formatted(bar.title(), ratio.median())));
        }
    }

    private static Map<String, Object> conditions(Options options, String broker) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("short", options.isShort());
        all.put("broker", broker);
        all.put("java", Runtime.version().toString());
        all.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("rounds", options.rounds());
        all.put("secondsEach", options.time().toMillis() / 1000.0);
        all.put("bytesEach", Payload.bytes().length);
        all.put("jvmOptions", SpringProgram.JVM_OPTIONS);
        return all;
    }

    private static String title(Map<String, Object> conditions, Options options) {
        return "%s, Java %s, %s processors%s"
                .formatted(
                        conditions.get("broker"),
                        conditions.get("java"),
                        conditions.get("processors"),
                        options.isShort() ? " (short run, not a measurement)" : "");
    }

    private static String intro(Map<String, Object> conditions, Options options) {
        return """
        %s, %s rounds of %s s in turn, median (min..max).
        Everything shares one machine: compare ratios, not absolute figures.
        %s\
        """
                .formatted(
                        title(conditions, options),
                        conditions.get("rounds"),
                        conditions.get("secondsEach"),
                        options.isShort() ? NO_MEASUREMENT + "\n" : "");
    }
}
