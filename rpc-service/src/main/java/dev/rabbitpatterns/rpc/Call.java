package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.ProblemException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.amqp.core.Message;

/**
 * A request that has been made or is about to be, and its answer or the problem that there is none.
 */
final class Call {

    private final String id = UUID.randomUUID().toString();
    private final Message request;
    private final Duration timeout;
    private final CompletableFuture<Void> taken = new CompletableFuture<>();
    private final CompletableFuture<Message> answer = new CompletableFuture<>();

    Call(Message request, Duration timeout) {
        request.getMessageProperties().setCorrelationId(id);
        request.getMessageProperties().setReplyTo(RpcTopology.DIRECT_REPLY);
        this.request = request;
        this.timeout = timeout;
    }

    /** The correlation id, 122 bits of chance: known to nobody but who gets the request. */
    String id() {
        return id;
    }

    Message request() {
        return request;
    }

    /** How long it waits for its answer. */
    Duration timeout() {
        return timeout;
    }

    /** Completes when the broker has the request. */
    CompletableFuture<Void> taken() {
        return taken;
    }

    /** What comes back. */
    CompletableFuture<Message> answer() {
        return answer;
    }

    /** Ends the call without an answer, unless it has ended. */
    void fail(ProblemException problem) {
        answer.completeExceptionally(problem);
    }

    boolean isOver() {
        return answer.isDone();
    }
}
