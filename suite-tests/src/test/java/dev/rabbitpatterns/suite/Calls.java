package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Concurrent callers of the RPC service that check every answer. */
final class Calls implements AutoCloseable {

    private static final int CALLERS = 8;
    private static final int LARGEST_N = 2000;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    /** This many more answers show that calls succeed. */
    private static final int FLOWING = 200;

    /** Longer than the timeout of any call. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(8);

    final AtomicInteger attempted = new AtomicInteger();
    final AtomicInteger answered = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    final AtomicInteger timedOut = new AtomicInteger();
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private final List<BigInteger> fibonacci = fibonacci();
    private final List<Thread> callers = new ArrayList<>();
    private final Duration timeout;
    private volatile boolean calling = true;

    private Calls(Duration timeout) {
        this.timeout = timeout;
    }

    /** Starts calling, and returns once answers arrive. */
    static Calls begin() {
        Calls calls = begin(CALL_TIMEOUT);
        calls.awaitAnswered(FLOWING);
        return calls;
    }

    /** Starts calling, with this timeout for each call. */
    static Calls begin(Duration timeout) {
        Calls calls = new Calls(timeout);
        for (int caller = 0; caller < CALLERS; caller++) {
            calls.callers.add(Thread.ofVirtual().start(calls::call));
        }
        return calls;
    }

    private static List<BigInteger> fibonacci() {
        List<BigInteger> numbers = new ArrayList<>(List.of(BigInteger.ZERO, BigInteger.ONE));
        while (numbers.size() <= LARGEST_N) {
            numbers.add(numbers.getLast().add(numbers.get(numbers.size() - 2)));
        }
        return numbers;
    }

    private void call() {
        Random random = new Random();
        while (calling) {
            int n = random.nextInt(LARGEST_N + 1);
            String url =
                    "%s/fibonacci/%d?timeout=%dms"
                            .formatted(Suite.url("rpc-service"), n, timeout.toMillis());
            long start = System.nanoTime();
            try {
                attempted.incrementAndGet();
                count(n, Rest.get(url), Duration.ofNanos(System.nanoTime() - start));
            } catch (IOException e) {
                wrong.add(e.toString());
            }
        }
    }

    private void count(int n, Rest.Answer answer, Duration took) {
        if (took.compareTo(LONGEST_CALL) > 0) {
            wrong.add("F(%d) took %s".formatted(n, took));
        }
        switch (answer.status()) {
            case 200 -> {
                answered.incrementAndGet();
                if (!answer.json().get("value").asString().equals(fibonacci.get(n).toString())) {
                    wrong.add("F(%d) is not %s".formatted(n, answer.body()));
                }
            }
            case 503 -> refused.incrementAndGet();
            case 504 -> timedOut.incrementAndGet();
            default -> wrong.add(answer.toString());
        }
        if (answer.status() >= 500 && !answer.isProblem()) {
            wrong.add(answer.toString());
        }
    }

    private void awaitAnswered(int more) {
        int wanted = answered.get() + more;
        Await.that(more + " more calls are answered", () -> answered.get() >= wanted);
    }

    /** Waits for recovery, then counts, reports and checks. Call it right after the repair. */
    Counted verifyRecovery(Suite suite, String fault) throws InterruptedException {
        long repaired = System.nanoTime();
        Suite.awaitReady();
        awaitAnswered(FLOWING);
        Counted counted = stopAndCount(fault, Duration.ofNanos(System.nanoTime() - repaired));
        FaultReport.add(suite, "no answer wrong or overdue", counted);
        assertThat(counted.wrong()).as("wrong answers").isEmpty();
        return counted;
    }

    /** Stops calling, and counts the outcomes. A refused call counts as not confirmed. */
    Counted stopAndCount(String fault, Duration recovery) throws InterruptedException {
        calling = false;
        for (Thread caller : callers) {
            caller.join();
        }
        return new Counted(
                fault,
                attempted.get(),
                answered.get(),
                refused.get(),
                timedOut.get(),
                0,
                answered.get(),
                0,
                0,
                0,
                recovery,
                Duration.ZERO,
                List.copyOf(wrong));
    }

    @Override
    public void close() {
        calling = false;
    }
}
