package dev.rabbitpatterns.benchmarks;

import module java.base;

/** All measurements, round by round, and a sentence about each failure. */
record Results(Map<Key, List<Map<String, Double>>> rounds, List<String> failures) {

    Results() {
        this(new LinkedHashMap<>(), new ArrayList<>());
    }

    /** What was measured: a subject of a part at a load. */
    record Key(String part, String subject, int load) {}

    /** The median of several rounds, and their extremes. */
    record Spread(double median, double min, double max) {

        static Optional<Spread> of(List<Double> values) {
            if (values.isEmpty()) {
                return Optional.empty();
            }
            List<Double> sorted = values.stream().sorted().toList();
            int count = sorted.size();
            double median = (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
            return Optional.of(new Spread(median, sorted.getFirst(), sorted.getLast()));
        }

        @Override
        public String toString() {
            String format = median < 20 ? "%.2f" : "%.0f";
            String spread = min == max ? "" : " (" + format + ".." + format + ")";
            return format.formatted(median) + spread.formatted(min, max);
        }
    }

    /** Adds a round. A message that is missing, or a request that failed, is a failure. */
    void add(Key key, Map<String, Double> figures) {
        rounds.computeIfAbsent(key, one -> new ArrayList<>()).add(figures);
        for (String figure : List.of(Outcome.FAILED, Outcome.LOST)) {
            if (figures.getOrDefault(figure, 0.0) > 0) {
                failures.add("%s: %.0f %s".formatted(key, figures.get(figure), figure));
            }
        }
    }

    Optional<Spread> spread(Key key, String figure) {
        return Spread.of(values(key, figure));
    }

    /** Is taken round by round, because what slowed the machine in a round has slowed both. */
    Optional<Spread> ratio(Key measured, Key reference, String figure) {
        List<Double> above = values(measured, figure);
        List<Double> below = values(reference, figure);
        int count = Math.min(above.size(), below.size());
        return Spread.of(
                IntStream.range(0, count).mapToObj(i -> above.get(i) / below.get(i)).toList());
    }

    List<Map<String, Double>> roundsOf(Key key) {
        return rounds.getOrDefault(key, List.of());
    }

    private List<Double> values(Key key, String figure) {
        return roundsOf(key).stream().map(it -> it.get(figure)).filter(Objects::nonNull).toList();
    }
}
