package dev.rabbitpatterns.console;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the page where the traces of messages are. */
@RestController
class TracesController {

    private final TracesView view;

    TracesController(ConsoleProperties properties) {
        this.view = new TracesView(properties.zipkin());
    }

    /**
     * Where the traces are.
     *
     * @param zipkin the address of Zipkin; without one, the page links to no traces
     */
    record TracesView(@Nullable URI zipkin) {}

    @GetMapping("/traces")
    TracesView traces() {
        return view;
    }
}
