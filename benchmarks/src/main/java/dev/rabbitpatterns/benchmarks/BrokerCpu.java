package dev.rabbitpatterns.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The CPU time of the broker, which runs as a process on this machine or in a container. */
final class BrokerCpu {

    /**
     * Prints nanoseconds, with either version of control groups. Runs inside the container, because
     * its processes may not be visible on this machine.
     */
    private static final String PRINT_CPU_TIME =
            "cd /sys/fs/cgroup && cat cpuacct/cpuacct.usage 2>/dev/null"
                    + " || sed -n 's/^usage_usec \\(.*\\)/\\1000/p' cpu.stat";

    private BrokerCpu() {}

    /** The broker that the launcher names; the CPU time of any other broker is unknown. */
    static CpuClock fromEnvironment(Map<String, String> environment) {
        String container = environment.getOrDefault("BENCH_BROKER_CONTAINER", "");
        if (!container.isEmpty()) {
            return () -> secondsOfContainer(container);
        }
        String pid = environment.getOrDefault("BENCH_BROKER_PID", "");
        return pid.isEmpty()
                ? () -> Double.NaN
                : ProcessHandle.of(Long.parseLong(pid))
                        .map(CpuClock::ofTree)
                        .orElse(() -> Double.NaN);
    }

    private static double secondsOfContainer(String container) {
        try {
            Process process =
                    new ProcessBuilder("docker", "exec", container, "sh", "-c", PRINT_CPU_TIME)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.isBlank() ? Double.NaN : Double.parseDouble(answer.strip()) / 1e9;
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
