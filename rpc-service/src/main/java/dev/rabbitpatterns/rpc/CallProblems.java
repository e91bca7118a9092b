package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.MessagingProperties;
import dev.rabbitpatterns.messaging.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Every way in which a call can fail, told apart. */
@ClientRole
@Component
class CallProblems {

    private final Duration retryAfter;

    CallProblems(MessagingProperties properties) {
        this.retryAfter = properties.publish().retryAfter();
    }

    ProblemException tooManyCalls(int limit) {
        return later(
                HttpStatus.TOO_MANY_REQUESTS,
                "too-many-calls",
                "%d calls wait for their answers, which is the most. Try again later."
                        .formatted(limit));
    }

    ProblemException noServer() {
        return later(
                HttpStatus.SERVICE_UNAVAILABLE,
                "no-server",
                "No server listens to '%s'. Start one, and try again."
                        .formatted(RpcTopology.QUEUE));
    }

    ProblemException notTaken(String why) {
        return later(
                HttpStatus.SERVICE_UNAVAILABLE, "broker-unavailable", why + ". Try again later.");
    }

    ProblemException noAnswer(Duration timeout) {
        return new ProblemException(
                HttpStatus.GATEWAY_TIMEOUT,
                "no-answer",
                "No answer came within %d ms. Try again, or wait longer with 'timeout'."
                        .formatted(timeout.toMillis()));
    }

    ProblemException refused(String reason) {
        return new ProblemException(
                HttpStatus.UNPROCESSABLE_CONTENT, "refused", "The server refused: " + reason + ".");
    }

    ProblemException badAnswer() {
        return new ProblemException(
                HttpStatus.BAD_GATEWAY,
                "bad-answer",
                "What answered is not a Fibonacci server: its answer is not a number.");
    }

    /** The problem that ended a call. */
    static ProblemException of(Throwable failure) {
        return (failure instanceof CompletionException ? failure.getCause() : failure)
                        instanceof ProblemException problem
                ? problem
                : new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR, "internal-error", "The call failed.");
    }

    private ProblemException later(HttpStatus status, String type, String detail) {
        return new ProblemException(status, type, detail).retryAfter(retryAfter);
    }
}
