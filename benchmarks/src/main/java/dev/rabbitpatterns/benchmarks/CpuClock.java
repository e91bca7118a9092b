package dev.rabbitpatterns.benchmarks;

import java.time.Duration;

/** How much CPU somebody has used so far. */
interface CpuClock {

    /** In seconds, or NaN if nobody can tell. */
    double seconds();

    /** Of a process. */
    static CpuClock of(ProcessHandle process) {
        return () -> secondsOf(process);
    }

    /** Of a process and all that it has started. */
    static CpuClock ofFamily(ProcessHandle process) {
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
