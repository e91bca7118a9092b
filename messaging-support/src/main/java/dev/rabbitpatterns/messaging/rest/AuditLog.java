package dev.rabbitpatterns.messaging.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.StringUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Logs every request that affects others, with the user if there is a login: a replay, a deletion,
 * a pause, a crash, a new worker. A publish is not logged, because it is in the events.
 */
final class AuditLog implements HandlerInterceptor {

    private static final Logger log = LoggerFactory.getLogger("audit");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final int LONGEST = 200;

    @Override
    public void afterCompletion(
            HttpServletRequest request,
            HttpServletResponse response,
            Object handler,
            @Nullable Exception failure) {
        if (handler instanceof HandlerMethod method
                && !READING.contains(request.getMethod())
                && !isPublish(method)) {
            log.info(
                    "{} {} from {} (user {}, for {}, {}): {}",
                    request.getMethod(),
                    shortened(request.getRequestURI()),
                    request.getRemoteAddr(),
                    shortened(request.getRemoteUser()),
                    shortened(request.getHeader("X-Forwarded-For")),
                    shortened(request.getHeader("User-Agent")),
                    response.getStatus());
        }
    }

    /** Only a publish takes an idempotency key. */
    private static boolean isPublish(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters())
                .anyMatch(parameter -> parameter.hasParameterAnnotation(IdempotencyKey.class));
    }

    private static String shortened(@Nullable String value) {
        return value == null ? "-" : StringUtils.truncate(value, LONGEST);
    }
}
