package dev.rabbitpatterns.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import module java.base;

import dev.rabbitpatterns.benchmarks.PerfTest.Interval;
import org.junit.jupiter.api.Test;

class BenchmarkTests {

    private final Results results = new Results();

    @Test
    void theFirstIntervalOfPerfTestIsItsWarmUp() {
        String line =
                "id: test-1, time %s s, sent: %d msg/s, confirm latency: 5/3190/54/12/20735 µs";
        List<Interval> intervals =
                Stream.of(line.formatted("1.000", 5), line.formatted("3.000", 70), "sent: 9 msg/s")
                        .flatMap(it -> Interval.parse(it, "sent").stream())
                        .toList();
        assertThat(PerfTest.outcome(intervals)).isEqualTo(new Outcome(140, 2, 3.19, 20.735, 0));
    }

    @Test
    void everyMessageOfABatchCounts() {
        String line = "{\"requests\":20,\"failed\":1,\"micros\":2000000,\"p50\":1500,\"p99\":9000}";
        assertThat(Http.outcome(line, 100)).isEqualTo(new Outcome(2000, 2, 1.5, 9, 1));
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        add("ours", "per second", 30, 20, 90);
        add("theirs", "per second", 10, 20, 30);
        assertThat(tables("≥ 2")).contains("30 (20..90)").contains("3.00 (1.00..3.00) | met");
        assertThat(tables("≤ 2")).contains("not met").doesNotContain("FAILED");
    }

    @Test
    void aLostMessageIsAFailureAndSoIsAnUnknownRatio() {
        add("ours", Outcome.LOST, 1);
        assertThat(tables("any")).contains("FAILED").contains("1 lost").contains("Not measured");
    }

    private void add(String subject, String figure, double... rounds) {
        for (double round : rounds) {
            results.add(new Results.Key("publish", subject, 64), Map.of(figure, round));
        }
    }

    private String tables(String wanted) {
        String[] ratio = {"title", "publish", "ours", "theirs", "64", "per second", wanted};
        return new Report(results).tables(List.of("publish"), List.<String[]>of(ratio));
    }
}
