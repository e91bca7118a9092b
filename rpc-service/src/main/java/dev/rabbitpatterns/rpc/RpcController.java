package dev.rabbitpatterns.rpc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers with a Fibonacci number that a server has computed. */
@ClientRole
@RestController
class RpcController {

    /** Whatever is not the path of a range. */
    private static final String PATH = "/fibonacci/{n:(?!.*[.]{2}).*}";

    private final FibonacciClient client;
    private final RequestedCall requested;

    RpcController(FibonacciClient client, RequestedCall requested) {
        this.client = client;
        this.requested = requested;
    }

    /**
     * F(n), exactly.
     *
     * @param timeout how long to wait for the answer, like 500ms or 2s
     */
    @GetMapping(PATH)
    FibonacciAnswer fibonacci(
            @PathVariable String n, @RequestParam(required = false) @Nullable String timeout) {
        CompletableFuture<FibonacciAnswer> answer =
                client.call(requested.argument("n", n), requested.timeout(timeout));
        try {
            // Each request has a thread of its own, and one that waits costs next to nothing.
            return answer.join();
        } catch (CompletionException e) {
            throw CallProblems.of(e);
        }
    }

    /** The same as the number alone. */
    @GetMapping(path = PATH, produces = MediaType.TEXT_PLAIN_VALUE)
    String fibonacciText(
            @PathVariable String n, @RequestParam(required = false) @Nullable String timeout) {
        return fibonacci(n, timeout).value();
    }
}
