package dev.rabbitpatterns.messaging.login;

import dev.rabbitpatterns.messaging.login.BoundedAttempts.TooManyAttemptsException;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Answers what Spring Security refuses with a problem, as everything else is answered. */
final class Refusals
        implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

    private static final String BASIC = "Basic realm=\"RabbitMQ Patterns\", charset=\"UTF-8\"";

    private final HandlerExceptionResolver problems;

    Refusals(HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    @Override
    public void commence(
            HttpServletRequest request,
            HttpServletResponse response,
            AuthenticationException reason) {
        if (reason instanceof TooManyAttemptsException tooMany) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(tooMany.seconds()));
            refuse(
                    request,
                    response,
                    new ProblemException(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "too-many-attempts",
                            "Too many wrong passwords for this user came from your address. Wait a minute."));
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, BASIC);
            refuse(
                    request,
                    response,
                    new ProblemException(
                            HttpStatus.UNAUTHORIZED,
                            "login-required",
                            "Log in with a user's name and password. Nothing was done."));
        }
    }

    @Override
    public void handle(
            HttpServletRequest request, HttpServletResponse response, AccessDeniedException e) {
        refuse(
                request,
                response,
                new ProblemException(
                        HttpStatus.FORBIDDEN,
                        "not-permitted",
                        "This user may only ask for health and metrics."));
    }

    @Override
    public void handle(
            HttpServletRequest request, HttpServletResponse response, RequestRejectedException e) {
        refuse(
                request,
                response,
                new ProblemException(
                        HttpStatus.BAD_REQUEST,
                        "invalid-request",
                        "The path has characters that no path of this service has."));
    }

    private void refuse(
            HttpServletRequest request, HttpServletResponse response, ProblemException refusal) {
        problems.resolveException(request, response, null, refusal);
    }
}
