package dev.rabbitpatterns.benchmarks.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** All measurements, round by round, and all failures. */
public final class Results {

    private final Map<Key, Map<Metric, List<Double>>> values = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    /** Adds the measurement of one round. */
    public void add(Key key, Map<Metric, Double> measured) {
        Map<Metric, List<Double>> rounds =
                values.computeIfAbsent(key, one -> new EnumMap<>(Metric.class));
        measured.forEach((metric, value) ->
                rounds.computeIfAbsent(metric, one -> new ArrayList<>()).add(value));
    }

    /** Adds a sentence about something that failed. */
    public void addFailure(String what) {
        failures.add(what);
    }

    /** All failures. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** What was measured, in the order in which it was measured first. */
    public Set<Key> keys() {
        return values.keySet();
    }

    /** The values of all rounds; empty if it was not measured. */
    public List<Double> rounds(Key key, Metric metric) {
        return values.getOrDefault(key, Map.of()).getOrDefault(metric, List.of());
    }

    /** The spread over all rounds, if it was measured. */
    public Optional<Spread> spread(Key key, Metric metric) {
        return spread(rounds(key, metric));
    }

    /**
     * The spread of the ratio of two measurements. It is taken round by round, because whatever
     * slowed the machine in a round has slowed both.
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
