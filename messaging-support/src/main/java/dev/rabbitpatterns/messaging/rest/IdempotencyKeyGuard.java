package dev.rabbitpatterns.messaging.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Executable;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Refuses an {@code Idempotency-Key} that is reused with another body. The key becomes the
 * message-id, so a consumer would take the message for a duplicate and drop it.
 *
 * <p>It keeps the newest keys. A Caffeine cache would not do: it evicts by frequency, and may
 * refuse to admit a new key at all.
 */
@ControllerAdvice
final class IdempotencyKeyGuard extends RequestBodyAdviceAdapter
        implements HandlerInterceptor, WebMvcConfigurer {

    private static final String FIRST_USE = IdempotencyKeyGuard.class.getName();

    private final Map<Use, Integer> bodies;

    /** A key of one operation. Another operation may read the same body differently. */
    private record Use(Executable operation, String key) {}

    /**
     * A guard that remembers a bounded number of keys.
     *
     * @param cacheSize how many keys are remembered
     */
    IdempotencyKeyGuard(int cacheSize) {
        bodies =
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Use, Integer> eldest) {
                        return size() > cacheSize;
                    }
                };
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean supports(
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public Object afterBodyRead(
            Object body,
            HttpInputMessage request,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter) {
        String key = request.getHeaders().getFirst(IdempotencyKey.HEADER);
        if (key != null && key.matches(IdempotencyKey.LEGAL)) {
            // A JSON null is read as no body; validation refuses it later.
            check(new Use(parameter.getExecutable(), key), hash(body));
        }
        return body;
    }

    /** An array of one element has another id than the element by itself. */
    private static int hash(@Nullable Object body) {
        return Objects.hash(body, body instanceof Batch<?> batch && batch.isArray());
    }

    private synchronized void check(Use use, int body) {
        Integer before = bodies.putIfAbsent(use, body);
        if (before == null) {
            RequestContextHolder.currentRequestAttributes()
                    .setAttribute(FIRST_USE, use, RequestAttributes.SCOPE_REQUEST);
        } else if (before != body) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "key-reused",
                    "This %s was used with another body before. A new message needs a new key."
                            .formatted(IdempotencyKey.HEADER));
        }
    }

    /** An invalid request publishes nothing, so the corrected one may use the same key. */
    @Override
    public synchronized void afterCompletion(
            HttpServletRequest request,
            HttpServletResponse response,
            Object handler,
            @Nullable Exception failure) {
        if (request.getAttribute(FIRST_USE) instanceof Use use
                && HttpStatusCode.valueOf(response.getStatus()).is4xxClientError()) {
            bodies.remove(use);
        }
    }
}
