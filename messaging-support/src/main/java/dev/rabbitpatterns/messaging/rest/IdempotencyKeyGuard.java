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
 * Refuses an {@code Idempotency-Key} that comes back with another body: the key becomes the
 * message-id, so a consumer would take the message for a duplicate and drop it.
 *
 * <p>It keeps the newest keys. A Caffeine cache evicts by frequency and may refuse to admit a new
 * key at all.
 */
@ControllerAdvice
final class IdempotencyKeyGuard extends RequestBodyAdviceAdapter
        implements HandlerInterceptor, WebMvcConfigurer {

    private static final String FIRST_USE = IdempotencyKeyGuard.class.getName();

    private final Map<Use, Integer> bodies;

    /** A key at one operation; another operation may read the same body differently. */
    private record Use(Executable operation, String key) {}

    /**
     * For as many keys.
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
            // A JSON null is read as no body at all; validation refuses it later.
            check(new Use(parameter.getExecutable(), key), Objects.hashCode(body));
        }
        return body;
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

    /** Nothing was published of an invalid request, so its correction may use the same key. */
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
