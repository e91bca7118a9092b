package dev.rabbitpatterns.messaging.rest;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * The answers to {@link Lines}: one for each, in the same order, written as soon as it is known.
 *
 * <p>The request's thread reads and another one writes, because a client may send many lines before
 * it reads an answer, or wait for each answer before it sends the next line.
 *
 * @param <R> the type of an answer
 */
public final class LineAnswers<R> {

    private static final Logger log = LoggerFactory.getLogger(LineAnswers.class);
    private static final Unanswered END =
            new Unanswered(null, new Lines.Answer<>(() -> true, () -> "end"));

    private final LineReader lines;
    private final Function<Line, Lines.Answer<R>> handler;

    /** Bounded by the reader's window. */
    private final BlockingQueue<Unanswered> unanswered = new LinkedBlockingQueue<>();

    private record Unanswered(@Nullable Line line, Lines.Answer<?> answer) {}

    LineAnswers(LineReader lines, Function<Line, Lines.Answer<R>> handler) {
        this.lines = lines;
        this.handler = handler;
    }

    /**
     * Reads all lines, and returns when every one that was read is answered or the client is gone.
     *
     * <p>Of what the client sends after the last line that is handled, it takes some more: a
     * connection that is closed with unread input takes away the answers that the client has not
     * read.
     *
     * @param stopping whether no further line is to be handled
     */
    void writeTo(LineWriter out, BooleanSupplier stopping) {
        CompletableFuture<Void> answering =
                CompletableFuture.runAsync(() -> answerAll(out), Thread::startVirtualThread);
        boolean complete = false;
        try {
            readAll(out, stopping);
            complete = !lines.isTooSlow();
        } catch (IOException e) {
            log.debug("The client disconnected, or sent nothing for too long", e);
        } finally {
            unanswered.add(END);
            answering.join();
        }
        if (complete && !out.isBroken()) {
            lines.linger();
        } else if (out.isCommitted()) {
            lines.breakOff();
        }
    }

    private void readAll(LineWriter out, BooleanSupplier stopping) throws IOException {
        boolean stopped = false;
        while (!stopped && !out.isBroken()) {
            Line line = lines.next();
            if (line == null) {
                return;
            }
            stopped = stopping.getAsBoolean();
            if (stopped) {
                line.refuse(shuttingDown());
            }
            unanswered.add(new Unanswered(line, begin(line)));
        }
    }

    private static ProblemException shuttingDown() {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "shutting-down",
                "The service is shutting down. This line and those after it were not published; send them again later.");
    }

    private Lines.Answer<?> begin(Line line) {
        try {
            return handler.apply(line);
        } catch (ProblemException e) {
            ProblemDetail problem = e.onLine(line.number()).getBody();
            return new Lines.Answer<>(() -> true, () -> problem);
        }
    }

    /** Awaits every answer, even if none can be written any more, because its work has begun. */
    private void answerAll(LineWriter out) {
        Throwable failure = null;
        for (Unanswered next = flushAndTake(out); next.line() != null; next = flushAndTake(out)) {
            try {
                out.write(next.answer().value().get());
            } catch (RuntimeException | Error e) {
                out.stop();
                failure = failure != null ? failure : e;
            } finally {
                next.line().close();
            }
        }
        out.flush();
        if (failure != null) {
            throw new CompletionException(failure);
        }
    }

    /** Takes the next in order, and flushes what is written first unless its answer is known. */
    private Unanswered flushAndTake(LineWriter out) {
        Unanswered next = unanswered.peek();
        if (next == null || !next.answer().known().getAsBoolean()) {
            out.flush();
        }
        try {
            return unanswered.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts this thread", e);
        }
    }
}
