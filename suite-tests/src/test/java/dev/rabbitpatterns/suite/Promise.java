package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/**
 * What has to hold whatever is broken: every message is confirmed in the end, no confirmed message
 * is lost, and no answer is wrong.
 *
 * @param maxDuplicates how many effects may be repetitions
 * @param recovery how soon after the fault messages have to flow again
 */
record Promise(int maxDuplicates, Duration recovery) {

    static Promise recoveryWithin(int seconds) {
        return new Promise(0, Duration.ofSeconds(seconds));
    }

    /** For an instance that is killed between an effect and its acknowledgement. */
    Promise allowingDuplicates(int effects) {
        return new Promise(effects, recovery);
    }

    void check(Counted counted) {
        assertThat(counted.wrong()).as("wrong answers").isEmpty();
        assertThat(counted.confirmed()).as("confirmed").isPositive().isEqualTo(counted.attempted());
        assertThat(counted.lost()).as("lost").isZero();
        assertThat(counted.duplicated()).as("duplicated effects").isBetween(0, maxDuplicates);
        assertThat(counted.recovery()).as("recovery").isLessThan(recovery);
    }

    @Override
    public String toString() {
        String duplicates =
                maxDuplicates == 0
                        ? "none duplicated"
                        : "at most %d duplicated".formatted(maxDuplicates);
        return "none lost, %s, recovered within %d s".formatted(duplicates, recovery.toSeconds());
    }
}
