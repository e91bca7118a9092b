package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.ProblemException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.amqp.core.Message;

/**
 * A request that has been made or is about to be, and its answer or the problem that there is none.
 *
 * @param id the correlation id, 122 bits of chance: known to nobody but who gets the request
 * @param request what is sent
 * @param taken completes when the broker has the request
 * @param answer what comes back
 */
record Call(
        String id,
        Message request,
        CompletableFuture<Void> taken,
        CompletableFuture<Message> answer) {

    static Call with(Message request) {
        String id = UUID.randomUUID().toString();
        request.getMessageProperties().setCorrelationId(id);
        request.getMessageProperties().setReplyTo(RpcTopology.DIRECT_REPLY);
        return new Call(id, request, new CompletableFuture<>(), new CompletableFuture<>());
    }

    /** Ends the call without an answer, unless it has ended. */
    void fail(ProblemException problem) {
        answer.completeExceptionally(problem);
    }

    /** Ends the call with a {@link java.util.concurrent.TimeoutException}, unless it has ended. */
    void failAfter(Duration timeout) {
        answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isOver() {
        return answer.isDone();
    }
}
