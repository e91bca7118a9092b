package dev.rabbitpatterns.messaging;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Every failure as an RFC 9457 problem: a stable type, and a detail that says what to do. */
@RestControllerAdvice
class ProblemDetails extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemDetails.class);

    private final Duration retryAfter;

    ProblemDetails(Duration retryAfter) {
        this.retryAfter = retryAfter;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notPublished(PublishException e) {
        ProblemException problem = ProblemException.of(e);
        return problem.getStatusCode().isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)
                ? later(problem.getBody())
                : ResponseEntity.of(problem.getBody()).build();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> brokerFailed(AmqpException e) {
        log.warn("The broker did not serve a request: {}", e.toString());
        return later(
                "broker-unavailable",
                "The broker is not reachable or refused the request. Try again later.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooManyReaders(TooManyReadersException e) {
        return later("too-many-readers", e.getMessage() + ". Close one, or try again later.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooLong(TextTooLongException e) {
        return ResponseEntity.of(
                        problem(
                                HttpStatus.CONTENT_TOO_LARGE,
                                "too-long",
                                e.getMessage() + ". Send less."))
                .build();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notText(MessageConversionException e) {
        return ResponseEntity.of(
                        invalid(
                                List.of(
                                        Map.of(
                                                "pointer",
                                                "#/text",
                                                "detail",
                                                String.valueOf(e.getMessage())))))
                .build();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unexpected(Exception e) {
        log.error("A request failed unexpectedly", e);
        String detail =
                "This is a fault of the service, not of the request; its log has the cause.";
        return ResponseEntity.of(
                        problem(HttpStatus.INTERNAL_SERVER_ERROR, "internal-error", detail))
                .build();
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return handleExceptionInternal(e, invalid(RequestFaults.of(e)), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return handleExceptionInternal(e, invalid(RequestFaults.of(e)), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return handleExceptionInternal(e, invalid(RequestFaults.of(e)), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String supported =
                String.join(
                        " or ", e.getSupportedMediaTypes().stream().map(Object::toString).toList());
        ProblemDetail problem =
                problem(
                        status,
                        "unsupported-media-type",
                        "Send the body as " + supported + ", named by the Content-Type header.");
        return handleExceptionInternal(e, problem, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return handleExceptionInternal(e, invalid(RequestFaults.of(e)), headers, status, request);
    }

    /** What Spring MVC itself refuses (wrong path, method, accept header) gets a type, too. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        ResponseEntity<Object> response =
                super.handleExceptionInternal(e, body, headers, status, request);
        if (response != null
                && response.getBody() instanceof ProblemDetail problem
                && problem.getType() == null) {
            problem.setType(
                    type(
                            String.valueOf(problem.getTitle())
                                    .toLowerCase(java.util.Locale.ROOT)
                                    .replace(' ', '-')));
        }
        return response;
    }

    private ResponseEntity<ProblemDetail> later(String type, String detail) {
        return later(problem(HttpStatus.SERVICE_UNAVAILABLE, type, detail));
    }

    private ResponseEntity<ProblemDetail> later(ProblemDetail problem) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()))
                .body(problem);
    }

    private static ProblemDetail invalid(List<Map<String, String>> faults) {
        ProblemDetail problem =
                problem(
                        HttpStatus.BAD_REQUEST,
                        "invalid-request",
                        "Correct what 'errors' lists, and send it again.");
        problem.setProperty("errors", faults);
        return problem;
    }

    private static ProblemDetail problem(HttpStatusCode status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(type(type));
        return problem;
    }

    private static URI type(String name) {
        return URI.create("urn:problem-type:" + name);
    }
}
