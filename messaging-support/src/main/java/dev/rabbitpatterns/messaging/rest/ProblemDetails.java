package dev.rabbitpatterns.messaging.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Reports every failure as an RFC 9457 problem with a stable type and a detail that says what to
 * do. Where trying again may help, it says when.
 */
@RestControllerAdvice
class ProblemDetails extends ResponseEntityExceptionHandler implements ResponseBodyAdvice<Object> {

    private static final Logger log = LoggerFactory.getLogger(ProblemDetails.class);

    private static final Set<Integer> TRY_AGAIN =
            Set.of(HttpStatus.SERVICE_UNAVAILABLE.value(), HttpStatus.TOO_MANY_REQUESTS.value());

    private final Duration retryAfter;

    ProblemDetails(Duration retryAfter) {
        this.retryAfter = retryAfter;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(Exception e, HttpServletResponse response)
            throws Exception {
        if (response.isCommitted()) {
            // Closes the connection, because half an answer must not look like a whole one.
            throw e;
        }
        if (e instanceof ErrorResponse known) {
            return answer(known.getBody());
        }
        log.error("A request failed unexpectedly", e);
        return answer(
                ProblemException.problem(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "internal-error",
                        "This is a fault of the service, not of the request; its log has the cause."));
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ResponseEntity.of(problem).build();
    }

    /** Says which part of a request is wrong, and gives every other problem a type. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        if (e instanceof HttpMessageNotWritableException
                && DisconnectedClientHelper.isClientDisconnectedException(e)) {
            return null; // nobody is there to read it
        }
        ProblemException refusal = refusalIn(e);
        if (refusal != null) {
            return super.handleExceptionInternal(
                    refusal, refusal.getBody(), headers, refusal.getStatusCode(), request);
        }
        Object problem =
                switch (e) {
                    case MethodArgumentNotValidException invalid ->
                            ProblemException.invalidRequest(RequestFaults.of(invalid));
                    case HandlerMethodValidationException invalid ->
                            ProblemException.invalidRequest(RequestFaults.of(invalid));
                    case HttpMessageNotReadableException unreadable ->
                            ProblemException.invalidRequest(RequestFaults.of(unreadable));
                    case TypeMismatchException mismatch ->
                            ProblemException.invalidRequest(RequestFaults.of(mismatch));
                    case HttpMediaTypeNotSupportedException unsupported ->
                            unsupportedMediaType(unsupported);
                    default -> body;
                };
        ResponseEntity<Object> response =
                super.handleExceptionInternal(e, problem, headers, status, request);
        if (response != null
                && response.getBody() instanceof ProblemDetail untyped
                && untyped.getType() == null) {
            String title = String.valueOf(untyped.getTitle());
            untyped.setType(
                    ProblemException.type(title.toLowerCase(Locale.ROOT).replace(' ', '-')));
        }
        return response;
    }

    /** Spring wraps what a filter throws while a body is read, for instance that it is too long. */
    private static @Nullable ProblemException refusalIn(@Nullable Throwable failure) {
        return failure == null || failure instanceof ProblemException
                ? (ProblemException) failure
                : refusalIn(failure.getCause());
    }

    private static ProblemDetail unsupportedMediaType(HttpMediaTypeNotSupportedException e) {
        String supported =
                e.getSupportedMediaTypes().stream()
                        .map(MediaType::toString)
                        .collect(Collectors.joining(" or "));
        return ProblemException.problem(
                e.getStatusCode(),
                "unsupported-media-type",
                "Send the body as " + supported + ", named by the Content-Type header.");
    }

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
        if (response instanceof ServletServerHttpResponse servlet
                && TRY_AGAIN.contains(servlet.getServletResponse().getStatus())
                && !servlet.getServletResponse().containsHeader(HttpHeaders.RETRY_AFTER)) {
            response.getHeaders()
                    .set(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        }
        return body;
    }
}
