package dev.rabbitpatterns.messaging.publish;

import dev.rabbitpatterns.messaging.rest.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Reports a failed publish, or any other failure of the broker, as a problem. */
@RestControllerAdvice
@Order(0)
class BrokerProblems {

    private static final Logger log = LoggerFactory.getLogger(BrokerProblems.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notPublished(PublishException e) {
        return ResponseEntity.of(e.getBody()).build();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> brokerFailed(AmqpException e) {
        log.warn("The broker failed or refused a request: {}", e.toString());
        return ResponseEntity.of(
                        ProblemException.problem(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "broker-unavailable",
                                "The broker is not reachable or refused the request. Try again later."))
                .build();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notText(MessageConversionException e) {
        return ResponseEntity.of(
                        ProblemException.invalid("#/text", String.valueOf(e.getMessage()))
                                .getBody())
                .build();
    }
}
