package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.docs.ProblemAnswers;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import io.swagger.v3.oas.models.Operation;
import java.util.Locale;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/** The distinct ways in which a call can fail. */
enum CallProblem {
    TOO_MANY_CALLS(
            HttpStatus.TOO_MANY_REQUESTS,
            "As many calls are in flight as are allowed. Try again later."),
    NO_SERVER(
            HttpStatus.SERVICE_UNAVAILABLE,
            "No server listens to '" + RpcTopology.QUEUE + "'. Start one, and try again."),
    BROKER_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "%s. Try again later."),
    NO_ANSWER(
            HttpStatus.GATEWAY_TIMEOUT,
            "No answer arrived within %s ms. Try again, or wait longer with 'timeout'."),
    REFUSED(HttpStatus.UNPROCESSABLE_CONTENT, "The server refused: %s."),
    BAD_ANSWER(
            HttpStatus.BAD_GATEWAY,
            "The answer is not a number, so it was not a Fibonacci server that answered."),
    NO_CLIENT(
            HttpStatus.NOT_FOUND,
            "This instance only answers calls (rpc.client.enabled is false). Ask another one.");

    private final HttpStatus status;
    private final String detail;

    CallProblem(HttpStatus status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    ProblemException exception(Object... more) {
        return new ProblemException(status, type(), detail.formatted(more));
    }

    private String type() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Documents all of them, for each operation that makes a single call. */
    @Component
    static final class Documentation implements OperationCustomizer {

        @Override
        public Operation customize(Operation operation, HandlerMethod method) {
            if (method.getReturnType().getParameterType() == FibonacciClient.Answer.class) {
                for (CallProblem problem : values()) {
                    String when = problem.detail.replace("%s", "…");
                    ProblemAnswers.add(operation, problem.status, problem.type(), when);
                }
            }
            return operation;
        }
    }
}
