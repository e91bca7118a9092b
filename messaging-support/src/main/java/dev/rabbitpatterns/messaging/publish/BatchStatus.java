package dev.rabbitpatterns.messaging.publish;

import dev.rabbitpatterns.messaging.rest.Batch;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * Answers a batch with the status of its worst outcome.
 *
 * <p>A controller could return a {@code ResponseEntity} instead, but Spring flushes it before the
 * response is complete, and every publish would pay for chunks in two writes.
 */
@RestControllerAdvice
@Order(0)
class BatchStatus implements ResponseBodyAdvice<Object> {

    @Override
    public boolean supports(
            MethodParameter answer, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter answer,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (body instanceof Batch<?> batch) {
            failures(batch)
                    .max(Comparator.comparingInt(HttpStatusCode::value))
                    .ifPresent(response::setStatusCode);
        }
        return body;
    }

    private static Stream<HttpStatusCode> failures(Batch<?> batch) {
        return batch.stream()
                .map(element ->
                        element instanceof PublishOutcome outcome ? outcome.failure() : null)
                .filter(Objects::nonNull)
                .map(PublishException::getStatusCode);
    }
}
