package dev.rabbitpatterns.messaging.outbox;

import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Reports a failure of the database as a problem that says whether anything was done. */
@RestControllerAdvice
@Order(0)
class DatabaseProblems {

    private static final Logger log = LoggerFactory.getLogger(DatabaseProblems.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notBegun(CannotCreateTransactionException e) {
        log.warn("The database gave no connection: {}", e.toString());
        return answer(
                HttpStatus.SERVICE_UNAVAILABLE,
                "database-unavailable",
                "The database is not reachable or too busy, so nothing was done. Try again later.");
    }

    /** A connection that is lost during the commit leaves it open whether that has happened. */
    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> failed(NestedRuntimeException e) {
        log.warn("The database failed during a request: {}", e.toString());
        return answer(
                HttpStatus.GATEWAY_TIMEOUT,
                "outcome-unknown",
                "The database failed, so it may or may not have done it. Try again with the same "
                        + IdempotencyKey.HEADER
                        + " header: it is done once.");
    }

    private static ResponseEntity<ProblemDetail> answer(
            HttpStatus status, String type, String detail) {
        return ResponseEntity.of(ProblemException.problem(status, type, detail)).build();
    }
}
