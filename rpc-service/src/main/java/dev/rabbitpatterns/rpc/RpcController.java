package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.ProblemException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Answers with Fibonacci numbers that a server has computed: one, or a range as they come. */
@RestController
class RpcController {

    /** Whatever is not the path of a range. */
    private static final String PATH = "/fibonacci/{n:(?!.*[.]{2}).*}";

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final long NO_TIMEOUT = 0;

    private final FibonacciClient client;
    private final RpcProperties properties;
    private final ObservationRegistry observations;
    private final Semaphore ranges;

    RpcController(
            FibonacciClient client, RpcProperties properties, ObservationRegistry observations) {
        this.client = client;
        this.properties = properties;
        this.observations = observations;
        this.ranges = new Semaphore(properties.client().maxRanges());
    }

    /**
     * F(n), exactly.
     *
     * @param timeout how long to wait for the answer, like 500ms or 2s
     */
    @GetMapping(PATH)
    FibonacciClient.Answer fibonacci(
            @PathVariable String n, @RequestParam(required = false) @Nullable String timeout) {
        return client.call(argument("n", n), timeout(timeout));
    }

    /** The same as the number alone. */
    @GetMapping(path = PATH, produces = MediaType.TEXT_PLAIN_VALUE)
    String fibonacciText(
            @PathVariable String n, @RequestParam(required = false) @Nullable String timeout) {
        return fibonacci(n, timeout).value();
    }

    /** F(from) to F(to) as server-sent events, each as it comes, which shows the calls at work. */
    @GetMapping(path = "/fibonacci/{from}..{to}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter range(
            @PathVariable String from,
            @PathVariable String to,
            @RequestParam(required = false) @Nullable String timeout) {
        int first = argument("from", from);
        int last = argument("to", to);
        Duration each = timeout(timeout);
        checkRange(first, last);
        if (!ranges.tryAcquire()) {
            throw CallProblem.TOO_MANY_CALLS.exception();
        }
        SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
        Thread.startVirtualThread(
                traced(() -> {
                    try {
                        callForEach(first, last, each, emitter);
                    } finally {
                        ranges.release();
                    }
                }));
        return emitter;
    }

    /** In another thread, too, a call belongs to the trace of its request. */
    private Runnable traced(Runnable task) {
        Observation current = observations.getCurrentObservation();
        return current == null ? task : () -> current.scoped(task);
    }

    /** Some at once, each in a thread of its own; when nobody reads any longer, no more follow. */
    private void callForEach(int from, int to, Duration timeout, SseEmitter emitter) {
        int window = properties.client().rangeInFlight();
        Semaphore free = new Semaphore(window);
        AtomicBoolean isRead = new AtomicBoolean(true);
        try {
            for (int n = from; n <= to && isRead.get(); n++) {
                int next = n;
                free.acquire();
                Thread.startVirtualThread(
                        traced(() -> {
                            try {
                                isRead.compareAndSet(true, tell(emitter, next, timeout));
                            } finally {
                                free.release();
                            }
                        }));
            }
            free.acquire(window);
            emitter.complete();
        } catch (IllegalStateException ended) {
            // The web server noticed first that the reader is gone, and has ended the request.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether somebody reads it. */
    private boolean tell(SseEmitter emitter, int n, Duration timeout) {
        SseEmitter.SseEventBuilder event = SseEmitter.event().id(Integer.toString(n));
        try {
            event.name("answer").data(client.call(n, timeout), MediaType.APPLICATION_JSON);
        } catch (ProblemException e) {
            event.name("problem").data(new Unanswered(n, e.getBody()), MediaType.APPLICATION_JSON);
        }
        try {
            emitter.send(event);
            return true;
        } catch (IOException | IllegalStateException gone) {
            return false;
        }
    }

    /**
     * A call of a range that brought no number.
     *
     * @param n which Fibonacci number was asked for
     * @param problem why there is none
     */
    record Unanswered(int n, ProblemDetail problem) {}

    private int argument(String parameter, String text) {
        try {
            return Fibonacci.argument(text, properties.maxN());
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalidParameter(parameter, String.valueOf(e.getMessage()));
        }
    }

    /** A number without a unit means milliseconds. */
    private Duration timeout(@Nullable String text) {
        if (text == null) {
            return properties.client().timeout();
        }
        Duration max = properties.client().maxTimeout();
        Duration timeout = parse(text);
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(max) > 0) {
            throw ProblemException.invalidParameter(
                    "timeout", "has to be from 1ms to %dms".formatted(max.toMillis()));
        }
        return timeout;
    }

    private static Duration parse(String text) {
        try {
            return DurationStyle.detectAndParse(text, ChronoUnit.MILLIS);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw ProblemException.invalidParameter("timeout", "has to be a time like 500ms or 2s");
        }
    }

    private void checkRange(int from, int to) {
        int max = properties.client().maxRange();
        if (to < from) {
            throw ProblemException.invalidParameter("to", "has to be " + from + " or more");
        }
        if (to - from >= max) {
            throw ProblemException.invalidParameter(
                    "to", "a range has at most %d numbers".formatted(max));
        }
    }
}
