package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Several callers who send at a steady pace and count the answers. They repeat each message under
 * its {@code Idempotency-Key} until it is confirmed.
 */
final class Load {

    private static final int CALLERS = 4;
    private static final Duration RETRY_DELAY = Duration.ofMillis(200);
    private static final Duration LONGEST_FAULT = Duration.ofMinutes(5);

    /** Distinguishes the messages of this load from all others. */
    final String idPrefix = "load-" + UUID.randomUUID().toString().substring(0, 8);

    final AtomicInteger attempted = new AtomicInteger();
    final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    final AtomicInteger refused = new AtomicInteger();
    final AtomicInteger unknown = new AtomicInteger();
    final AtomicInteger unreachable = new AtomicInteger();
    final AtomicLong slowestRefusal = new AtomicLong();

    /** Answers that break a promise. */
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private final String url;
    private final Duration pause;
    private final IntFunction<Map<String, Object>> message;
    private final List<Thread> callers = new ArrayList<>();
    private final Semaphore gate = new Semaphore(CALLERS);
    private volatile boolean sending = true;

    /**
     * @param pause how long each caller pauses after each message
     * @param message creates the message with a given number
     */
    Load(String url, Duration pause, IntFunction<Map<String, Object>> message) {
        this.url = url;
        this.pause = pause;
        this.message = message;
    }

    void start() {
        for (int caller = 0; caller < CALLERS; caller++) {
            callers.add(Thread.ofVirtual().start(this::call));
        }
    }

    private void call() {
        try {
            while (sending) {
                gate.acquire();
                int number = attempted.incrementAndGet();
                sendUntilConfirmed(idPrefix + "-" + number, message.apply(number));
                gate.release();
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendUntilConfirmed(String id, Map<String, Object> body)
            throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_FAULT.toNanos();
        while (!send(id, body)) {
            if (System.nanoTime() > deadline) {
                wrong.add(id + " was never confirmed");
                return;
            }
            Thread.sleep(RETRY_DELAY);
        }
        confirmed.add(id);
    }

    private boolean send(String id, Map<String, Object> body) {
        long start = System.nanoTime();
        try {
            Rest.Answer answer = Rest.post(url, body, "Idempotency-Key", id);
            count(answer, (System.nanoTime() - start) / 1_000_000);
            return answer.status() == 202;
        } catch (IOException e) {
            unreachable.incrementAndGet();
            return false;
        }
    }

    private void count(Rest.Answer answer, long millis) {
        switch (answer.status()) {
            case 202 -> {}
            case 503 -> {
                refused.incrementAndGet();
                slowestRefusal.accumulateAndGet(millis, Math::max);
            }
            case 504 -> unknown.incrementAndGet();
            default -> wrong.add(answer.toString());
        }
        if (answer.status() >= 500 && !answer.isProblem()) {
            wrong.add(answer.toString());
        }
        if (answer.status() == 503 && !answer.hasRetryAfter()) {
            wrong.add("No Retry-After: " + answer);
        }
    }

    /** Waits until this many more messages are confirmed. */
    void awaitConfirmed(int more) {
        int wanted = confirmed.size() + more;
        Await.that(more + " more are confirmed", () -> confirmed.size() >= wanted);
    }

    /** Waits until this many more requests are refused. */
    void awaitRefused(int more) {
        int wanted = refused.get() + more;
        Await.that(more + " more are refused", () -> refused.get() >= wanted);
    }

    /** Waits until this many more requests are answered with 503 or 504. */
    void awaitUnconfirmed(int more) {
        int wanted = refused.get() + unknown.get() + more;
        Await.that(more + " more are not confirmed", () -> refused.get() + unknown.get() >= wanted);
    }

    /** Pauses the callers, and returns once all messages that they have started are confirmed. */
    void suspend() {
        gate.acquireUninterruptibly(CALLERS);
    }

    void resume() {
        gate.release(CALLERS);
    }

    /** Sends every message that is confirmed so far once more, under the same key. */
    void repeat() {
        for (String id : List.copyOf(confirmed)) {
            int number = Integer.parseInt(id.substring(idPrefix.length() + 1));
            send(id, message.apply(number));
        }
    }

    /** Stops the callers, and returns once all messages that they have started are confirmed. */
    void finish() throws InterruptedException {
        sending = false;
        for (Thread caller : callers) {
            caller.join();
        }
    }

    /** Stops the callers at once, even if messages are not confirmed. */
    void abandon() {
        sending = false;
        callers.forEach(Thread::interrupt);
    }
}
