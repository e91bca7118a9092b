package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.docs.Problem;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Calls the server for one Fibonacci number, or for a range of them. */
@RestController
class RpcController {

    /** Any path that is not a range. */
    private static final String PATH = "/fibonacci/{n:(?!.*[.]{2}).*}";

    private static final String INVALID = "A number or the timeout is not within its bounds.";
    private static final String EXAMPLE =
            """
            id:10
            event:answer
            data:{"n":10,"value":"55","digits":2,"server":"rpc-1","millis":3}
            """;

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
     * Computes F(n) exactly, by a remote call. Every way in which the call can fail has an answer
     * of its own.
     *
     * @param n which Fibonacci number
     * @param timeout how long to wait for the answer, such as 500ms or 2s
     */
    @Problem(status = HttpStatus.BAD_REQUEST, type = "invalid-request", when = INVALID)
    @GetMapping(PATH)
    FibonacciClient.Answer fibonacci(
            @Parameter(example = "90") @PathVariable String n,
            @Parameter(example = "2s") @RequestParam @Nullable String timeout) {
        return client.call(argument("n", n), timeout(timeout));
    }

    /** The same, with only the number as the answer. */
    @GetMapping(path = PATH, produces = MediaType.TEXT_PLAIN_VALUE)
    String fibonacciText(@PathVariable String n, @RequestParam @Nullable String timeout) {
        return fibonacci(n, timeout).value();
    }

    /**
     * Streams F(from) to F(to), each as soon as its answer arrives. The try-it page shows a stream
     * only when it has ended.
     *
     * @param from the first
     * @param to the last
     * @param timeout how long to wait for each answer, such as 500ms or 2s
     */
    @Problem(status = HttpStatus.BAD_REQUEST, type = "invalid-request", when = INVALID)
    @Problem(
            status = HttpStatus.TOO_MANY_REQUESTS,
            type = "too-many-calls",
            when = "As many ranges are being computed as are allowed. Try again later.")
    @ApiResponse(
            responseCode = "200",
            description = "An event 'answer' or 'problem' for each number",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                            schema = @Schema(implementation = FibonacciClient.Answer.class),
                            examples = @ExampleObject(EXAMPLE)))
    @GetMapping(path = "/fibonacci/{from}..{to}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter range(
            @Parameter(example = "1") @PathVariable String from,
            @Parameter(example = "20") @PathVariable String to,
            @Parameter(example = "2s") @RequestParam @Nullable String timeout) {
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

    /** Continues the trace of the request on another thread. */
    private Runnable traced(Runnable task) {
        Observation current = observations.getCurrentObservation();
        return current == null ? task : () -> current.scoped(task);
    }

    /** Calls for several numbers at once, and stops when the client disconnects. */
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
            // The web server noticed first that the client is gone, and has ended the request.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Sends the answer or the problem of one call.
     *
     * @return whether the client is still connected
     */
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
     * A call of a range that failed.
     *
     * @param n which Fibonacci number was asked for
     * @param problem why there is no answer
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
            throw ProblemException.invalidParameter(
                    "timeout", "must be a time such as 500ms or 2s");
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
