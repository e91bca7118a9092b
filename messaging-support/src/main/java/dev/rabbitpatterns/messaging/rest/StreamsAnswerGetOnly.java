package dev.rabbitpatterns.messaging.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.core.ResolvableType;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

/**
 * Refuses HEAD where the answer is a stream. Spring would handle it as GET and discard the body, so
 * nobody would notice that the client is gone.
 */
final class StreamsAnswerGetOnly implements HandlerInterceptor, WebMvcConfigurer {

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler)
            throws HttpRequestMethodNotSupportedException {
        if ("HEAD".equals(request.getMethod())
                && handler instanceof HandlerMethod method
                && isStream(ResolvableType.forMethodReturnType(method.getMethod()))) {
            throw new HttpRequestMethodNotSupportedException("HEAD", List.of("GET"));
        }
        return true;
    }

    /** An emitter, or a response with one as its body. */
    private static boolean isStream(ResolvableType answer) {
        return ResolvableType.forClass(ResponseBodyEmitter.class).isAssignableFrom(answer)
                || (answer.hasGenerics() && isStream(answer.getGeneric(0)));
    }
}
