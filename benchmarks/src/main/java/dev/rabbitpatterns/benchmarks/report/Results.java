package dev.rabbitpatterns.benchmarks.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** All that was measured, round by round, and what did not work. */
public final class Results {

    private final Map<Key, Map<Metric, List<Double>>> values = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    /** One round's. */
    public void add(Key key, Map<Metric, Double> measured) {
        Map<Metric, List<Double>> rounds =
                values.computeIfAbsent(key, one -> new EnumMap<>(Metric.class));
        measured.forEach((metric, value) ->
                rounds.computeIfAbsent(metric, one -> new ArrayList<>()).add(value));
    }

    /** Something that did not work, in a sentence. */
    public void failed(String what) {
        failures.add(what);
    }

    /** All that did not work. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** In the order in which they were first measured. */
    public Set<Key> keys() {
        return values.keySet();
    }

    /** Round by round; empty if it was not measured. */
    public List<Double> rounds(Key key, Metric metric) {
        return values.getOrDefault(key, Map.of()).getOrDefault(metric, List.of());
    }

    /** Over all rounds, if it was measured. */
    public Optional<Spread> spread(Key key, Metric metric) {
        return spread(rounds(key, metric));
    }

    /**
     * How one relates to the other, round by round: what slowed the machine for a while has slowed
     * both.
     */
    public Optional<Spread> ratio(Key measured, Key reference, Metric metric) {
        List<Double> above = rounds(measured, metric);
        List<Double> below = rounds(reference, metric);
        return spread(
                IntStream.range(0, Math.min(above.size(), below.size()))
                        .mapToObj(round -> above.get(round) / below.get(round))
                        .toList());
    }

    private static Optional<Spread> spread(List<Double> rounds) {
        return rounds.isEmpty() ? Optional.empty() : Optional.of(Spread.of(rounds));
    }
}
