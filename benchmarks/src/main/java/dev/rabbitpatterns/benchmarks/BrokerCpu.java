package dev.rabbitpatterns.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The broker's CPU, wherever it runs: as a process of this machine, or in a container. */
final class BrokerCpu {

    /**
     * In nanoseconds, by either version of control groups; asked inside the container, because its
     * processes need not be this machine's.
     */
    private static final String USED_BY_CONTAINER =
            "cd /sys/fs/cgroup && cat cpuacct/cpuacct.usage 2>/dev/null"
                    + " || sed -n 's/^usage_usec \\(.*\\)/\\1000/p' cpu.stat";

    private BrokerCpu() {}

    /** As the launcher names it; of a broker that is elsewhere nobody can tell. */
    static CpuClock fromEnvironment(Map<String, String> environment) {
        String container = environment.getOrDefault("BENCH_BROKER_CONTAINER", "");
        if (!container.isEmpty()) {
            return () -> secondsOfContainer(container);
        }
        String pid = environment.getOrDefault("BENCH_BROKER_PID", "");
        return pid.isEmpty()
                ? () -> Double.NaN
                : ProcessHandle.of(Long.parseLong(pid))
                        .map(CpuClock::ofFamily)
                        .orElse(() -> Double.NaN);
    }

    private static double secondsOfContainer(String container) {
        try {
            Process asked =
                    new ProcessBuilder("docker", "exec", container, "sh", "-c", USED_BY_CONTAINER)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer =
                    new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.isBlank() ? Double.NaN : Double.parseDouble(answer.strip()) / 1e9;
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
