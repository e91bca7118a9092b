package dev.rabbitpatterns.benchmarks.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** All measurements, round by round, for other programs. */
public final class JsonReport {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonReport() {}

    /** The conditions describe the machine and the run. */
    public static String of(Map<String, Object> conditions, Results results, List<Bar> bars) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("conditions", conditions);
        all.put("measurements", results.keys().stream().map(key -> one(results, key)).toList());
        all.put(
                "ratios",
                bars.stream().map(bar -> ratio(results, bar)).filter(Objects::nonNull).toList());
        all.put("failures", results.failures());
        return MAPPER.writeValueAsString(all) + "\n";
    }

    private static Map<String, Object> one(Results results, Key key) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("part", key.part());
        one.put("subject", key.subject());
        one.put("load", key.load());
        Arrays.stream(Metric.values())
                .filter(metric -> !results.rounds(key, metric).isEmpty())
                .forEach(metric -> one.put(metric.title(), results.rounds(key, metric)));
        return one;
    }

    private static @Nullable Map<String, Object> ratio(Results results, Bar bar) {
        return bar.ratio(results)
                .map(ratio -> {
                    Map<String, Object> one = new LinkedHashMap<>();
                    one.put("ratio", bar.title());
                    one.put("wanted", bar.target());
                    one.put("median", ratio.median());
                    one.put("min", ratio.min());
                    one.put("max", ratio.max());
                    one.put("met", bar.isMet(ratio));
                    return one;
                })
                .orElse(null);
    }
}
