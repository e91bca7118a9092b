package dev.rabbitpatterns.benchmarks;

import java.time.Duration;

/** The CPU time that a program has used so far. */
interface CpuClock {

    /** In seconds, or NaN if it is unknown. */
    double seconds();

    /** The CPU time of a process. */
    static CpuClock of(ProcessHandle process) {
        return () -> secondsOf(process);
    }

    /** The CPU time of a process and its descendants. */
    static CpuClock ofTree(ProcessHandle process) {
        return () ->
                secondsOf(process) + process.descendants().mapToDouble(CpuClock::secondsOf).sum();
    }

    private static double secondsOf(ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .map(nanos -> nanos / 1e9)
                .orElse(Double.NaN);
    }
}
