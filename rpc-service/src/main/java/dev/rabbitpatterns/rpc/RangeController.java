package dev.rabbitpatterns.rpc;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Answers with a range of Fibonacci numbers, each as it comes, which shows the calls at work. */
@ClientRole
@RestController
class RangeController {

    private static final String PATH = "/fibonacci/{from}..{to}";
    private static final long NO_TIMEOUT = 0;

    private final RangeCalls calls;
    private final RequestedCall requested;
    private final ObservationRegistry observations;

    RangeController(RangeCalls calls, RequestedCall requested, ObservationRegistry observations) {
        this.calls = calls;
        this.requested = requested;
        this.observations = observations;
    }

    /** F(from) to F(to) as lines of JSON. */
    @GetMapping(PATH)
    ResponseEntity<ResponseBodyEmitter> lines(
            @PathVariable String from,
            @PathVariable String to,
            @RequestParam(required = false) @Nullable String timeout) {
        ResponseBodyEmitter emitter = new ResponseBodyEmitter(NO_TIMEOUT);
        stream(
                from,
                to,
                timeout,
                emitter,
                element -> {
                    emitter.send(element, MediaType.APPLICATION_JSON);
                    emitter.send("\n", MediaType.TEXT_PLAIN);
                });
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_NDJSON).body(emitter);
    }

    /** The same as server-sent events. */
    @GetMapping(path = PATH, produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(
            @PathVariable String from,
            @PathVariable String to,
            @RequestParam(required = false) @Nullable String timeout) {
        SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
        stream(
                from,
                to,
                timeout,
                emitter,
                element ->
                        emitter.send(
                                SseEmitter.event()
                                        .id(Integer.toString(element.n()))
                                        .name(element.problem() == null ? "answer" : "problem")
                                        .data(element, MediaType.APPLICATION_JSON)));
        return emitter;
    }

    private void stream(
            String from,
            String to,
            @Nullable String timeout,
            ResponseBodyEmitter emitter,
            RangeCalls.Reader reader) {
        int first = requested.argument("from", from);
        int last = requested.argument("to", to);
        requested.checkRange(first, last);
        Duration each = requested.timeout(timeout);
        Observation request = observations.getCurrentObservation();
        Runnable calling = () -> pump(first, last, each, emitter, reader);
        Thread.ofVirtual().name("range").start(request == null ? calling : request.wrap(calling));
    }

    private void pump(
            int from,
            int to,
            Duration timeout,
            ResponseBodyEmitter emitter,
            RangeCalls.Reader reader) {
        try {
            calls.forEach(from, to, timeout, reader);
        } catch (IOException | IllegalStateException gone) {
            // Nobody reads any longer; the calls under way end by themselves.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        emitter.complete();
    }
}
