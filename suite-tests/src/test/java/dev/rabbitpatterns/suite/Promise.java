package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/**
 * What is to hold whatever is broken: all that was sent is confirmed in the end, nothing that was
 * confirmed is lost, and no answer is wrong.
 *
 * @param atMostTwice of how many messages the effect may happen twice
 * @param recovery within which time messages flow again, once the fault is over
 */
record Promise(int atMostTwice, Duration recovery) {

    static Promise recoveryWithin(int seconds) {
        return new Promise(0, Duration.ofSeconds(seconds));
    }

    /** For an instance that is killed between an effect and its acknowledgement. */
    Promise butTwice(int messages) {
        return new Promise(messages, recovery);
    }

    void check(Counted counted) {
        assertThat(counted.wrong()).as("wrong answers").isEmpty();
        assertThat(counted.confirmed()).as("confirmed").isPositive().isEqualTo(counted.attempted());
        assertThat(counted.lost()).as("lost").isZero();
        assertThat(counted.duplicated()).as("duplicated effects").isBetween(0, atMostTwice);
        assertThat(counted.recovery()).as("recovery").isLessThan(recovery);
    }

    @Override
    public String toString() {
        String twice = atMostTwice == 0 ? "none twice" : "at most %d twice".formatted(atMostTwice);
        return "none lost, %s, back within %d s".formatted(twice, recovery.toSeconds());
    }
}
