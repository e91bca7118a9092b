package dev.rabbitpatterns.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Streams the events of all instances of a service, or of several services. */
@RestController
class LiveController {

    private static final Logger log = LoggerFactory.getLogger(LiveController.class);

    private final ConsoleProperties properties;
    private final Instances instances;
    private final Forwarder forwarder;
    private final OpenStreams streams;

    LiveController(
            ConsoleProperties properties,
            Instances instances,
            Forwarder forwarder,
            OpenStreams streams) {
        this.properties = properties;
        this.instances = instances;
        this.forwarder = forwarder;
        this.streams = streams;
    }

    /**
     * Streams the events that the instances remember and then new ones; after a reconnect, only
     * those that the browser has not seen.
     */
    @GetMapping(path = "/live/{services}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void live(
            @PathVariable Set<String> services,
            @RequestHeader(name = "Last-Event-ID") @Nullable String lastEventId,
            @RequestParam @Nullable String after,
            HttpServletRequest request,
            HttpServletResponse response)
            throws InterruptedException {
        for (String service : services) {
            if (!instances.services().contains(service)) {
                throw Problem.unknownService(service, instances.services());
            }
        }
        Cursor seen = Cursor.parse(lastEventId != null ? lastEventId : after);
        try (OpenStreams.Stream slot = streams.open();
                LiveStream live =
                        new LiveStream(
                                List.copyOf(services),
                                seen,
                                ForwardController.loginOf(request),
                                instances,
                                forwarder,
                                properties)) {
            slot.endWith(live::end);
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            live.writeTo(response.getOutputStream());
        } catch (IOException gone) {
            log.debug("A browser disconnected", gone);
        }
    }
}
