package dev.rabbitpatterns.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rabbitpatterns.benchmarks.report.Metric;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Uses lines that PerfTest has really printed. */
class PerfTestTests {

    private static final String PUBLISHING =
            "id: test-111003-558, time %s s, sent: %d msg/s, confirmed: %d msg/s, nacked: 0 msg/s,"
                    + " min/median/75th/95th/99th confirm latency: 562/3190/5442/12065/20735 µs";

    private static final String CONSUMING =
            "id: test-111010-805, time 8.024 s, sent: 126 msg/s, confirmed: 82 msg/s, nacked: 0"
                    + " msg/s, received: 33841 msg/s, min/median/75th/95th/99th consumer latency:"
                    + " 23516/4882976/5969837/6777738/7369987 µs, confirm latency:"
                    + " 46058/260257/551143/551430/1529960 µs";

    @Test
    void readsTheReportOfASecond() {
        PerfTestLine line =
                PerfTestLine.parse(PUBLISHING.formatted("4.005", 10854, 10868), "confirmed")
                        .orElseThrow();
        assertThat(line).isEqualTo(new PerfTestLine(4.005, 10868, 3.19, 20.735));
        assertThat(PerfTestLine.parse(CONSUMING, "received").orElseThrow())
                .isEqualTo(new PerfTestLine(8.024, 33841, 260.257, 1529.96));
    }

    @Test
    void ignoresOtherLines() {
        assertThat(PerfTestLine.parse("id: test-1, sending rate avg: 6843 msg/s", "sent"))
                .isEmpty();
        assertThat(PerfTestLine.parse("test stopped (Reached time limit)", "sent")).isEmpty();
    }

    @Test
    void ignoresTheWarmUp() {
        double[] cpu = {0};
        PerfTestReading reading = new PerfTestReading(() -> cpu[0]++, () -> Double.NaN, 2, 4);
        add(reading, "1.000", 5);
        add(reading, "2.000", 50);
        add(reading, "3.000", 1000);
        add(reading, "4.000", 3000);
        Map<Metric, Double> result = reading.result();
        assertThat(result.get(Metric.RATE)).isCloseTo(2000, within(1e-6));
        assertThat(result.get(Metric.APP_CPU)).isCloseTo(1e6 / 4000, within(1e-6));
        assertThat(result).doesNotContainKey(Metric.BROKER_CPU);
    }

    private static void add(PerfTestReading reading, String time, int rate) {
        PerfTestLine.parse(PUBLISHING.formatted(time, rate, rate), "sent").ifPresent(reading::add);
    }
}
