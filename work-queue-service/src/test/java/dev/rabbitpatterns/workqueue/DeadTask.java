package dev.rabbitpatterns.workqueue;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A dead task, as a REST client sees it. */
record DeadTask(
        String id,
        String text,
        String reason,
        @Nullable Integer attempts,
        String firstFailedAt,
        String lastFailedAt) {

    /** The first page of them. */
    static List<DeadTask> listedBy(RestTestClient rest) {
        return Objects.requireNonNull(
                rest.get()
                        .uri("/tasks/dead")
                        .exchange()
                        .returnResult(new ParameterizedTypeReference<List<DeadTask>>() {})
                        .getResponseBody());
    }
}
