package dev.rabbitpatterns.messaging.docs;

import io.swagger.v3.oas.models.Operation;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.HttpStatus;

/** The problems that follow from what a method does. */
enum CommonProblem {
    FOREIGN_HOST(HttpStatus.FORBIDDEN, "The service is not known by the name in the Host header."),
    LOGIN_REQUIRED(HttpStatus.UNAUTHORIZED, "There is no login, or it is wrong."),
    NOT_PERMITTED(HttpStatus.FORBIDDEN, "The user may only ask for health and metrics."),
    TOO_MANY_ATTEMPTS(
            HttpStatus.TOO_MANY_REQUESTS, "The address has tried too many passwords of this user."),
    FOREIGN_ORIGIN(HttpStatus.FORBIDDEN, "A web page of another origin sent the request."),
    NOT_ACCEPTABLE(
            HttpStatus.NOT_ACCEPTABLE, "The Accept header names no media type of the answer."),
    INTERNAL_ERROR(
            HttpStatus.INTERNAL_SERVER_ERROR, "The service has a fault; its log has the cause."),
    INVALID_REQUEST(HttpStatus.BAD_REQUEST, "Something is wrong; 'errors' lists what, and where."),
    TOO_SLOW(HttpStatus.REQUEST_TIMEOUT, "The body took too long to arrive. Nothing was done."),
    TOO_LONG(
            HttpStatus.CONTENT_TOO_LARGE,
            "The body or a text in it is too long. Nothing was done."),
    UNSUPPORTED_MEDIA_TYPE(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The Content-Type is none of those listed."),
    TOO_BUSY(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Other requests fill the memory. Nothing was done; try again."),
    KEY_REUSED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The Idempotency-Key came with another message before."),
    BROKER_UNAVAILABLE(
            HttpStatus.SERVICE_UNAVAILABLE, "The broker does not have the message; send it again."),
    NO_QUEUE(HttpStatus.SERVICE_UNAVAILABLE, "No queue exists for the message, so it was dropped."),
    OUTCOME_UNKNOWN(
            HttpStatus.GATEWAY_TIMEOUT,
            "The broker may have the message; send it again with the same key.");

    /** Of every method. */
    static final Set<CommonProblem> ALWAYS =
            EnumSet.of(FOREIGN_HOST, FOREIGN_ORIGIN, NOT_ACCEPTABLE, INTERNAL_ERROR);

    /** Of every method, if the login is on. */
    static final Set<CommonProblem> OF_LOGIN =
            EnumSet.of(LOGIN_REQUIRED, NOT_PERMITTED, TOO_MANY_ATTEMPTS);

    /** Of a method that reads a body. */
    static final Set<CommonProblem> READING =
            EnumSet.of(INVALID_REQUEST, TOO_SLOW, TOO_LONG, UNSUPPORTED_MEDIA_TYPE, TOO_BUSY);

    /** Of a method that publishes. */
    static final Set<CommonProblem> PUBLISHING =
            EnumSet.of(KEY_REUSED, BROKER_UNAVAILABLE, OUTCOME_UNKNOWN);

    private final HttpStatus status;
    private final String when;

    CommonProblem(HttpStatus status, String when) {
        this.status = status;
        this.when = when;
    }

    void addTo(Operation operation) {
        String type = name().toLowerCase(Locale.ROOT).replace('_', '-');
        ProblemAnswers.add(operation, status, type, when);
    }
}
