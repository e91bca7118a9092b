package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.MessageEvents;
import dev.rabbitpatterns.messaging.OwnConnection;
import dev.rabbitpatterns.messaging.OwnConnections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The client's own connection, opened with the first call and again with the first one after it was
 * lost. Whoever calls meanwhile waits for the same attempt.
 */
@ClientRole
@Component
class CallConnection implements DisposableBean {

    private final OwnConnection connection;
    private final InFlightCalls calls;
    private final CallProblems problems;
    private final MessageEvents events;
    private @Nullable CompletableFuture<CallChannel> channel;

    CallConnection(
            OwnConnections connections,
            InFlightCalls calls,
            CallProblems problems,
            MessageEvents events) {
        this.connection = connections.named("client");
        this.calls = calls;
        this.problems = problems;
        this.events = events;
    }

    /** Sends the request as soon as there is a connection. */
    void send(Call call) {
        var _ =
                channel()
                        .whenComplete((open, failure) -> {
                            if (failure == null) {
                                open.publish(call);
                            } else {
                                call.fail(problems.notTaken("The broker is not reachable"));
                            }
                        });
    }

    private synchronized CompletableFuture<CallChannel> channel() {
        if (channel == null || channel.isCompletedExceptionally()) {
            channel = CompletableFuture.supplyAsync(this::open, Thread::startVirtualThread);
        }
        return channel;
    }

    private CallChannel open() {
        try {
            CallChannel opened = CallChannel.open(connection, calls, problems, events);
            opened.onClose(this::lost);
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails what was asked on the channel before the next one is opened, so that no other is. */
    private void lost() {
        calls.failAll(problems.notTaken("The connection to the broker was lost"));
        synchronized (this) {
            channel = null;
        }
    }

    @Override
    public void destroy() {
        connection.close();
    }
}
