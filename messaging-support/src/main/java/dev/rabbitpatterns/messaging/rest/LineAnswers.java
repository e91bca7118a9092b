package dev.rabbitpatterns.messaging.rest;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

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
    private static final Unanswered END = new Unanswered(null, new Known("end"));

    private final LineReader lines;
    private final Handler<R> handler;

    /** Bounded by the reader's window. */
    private final BlockingQueue<Unanswered> unanswered = new LinkedBlockingQueue<>();

    @FunctionalInterface
    interface Handler<R> {
        Lines.Answer<R> handle(Line line);
    }

    private record Unanswered(@Nullable Line line, Lines.Answer<?> answer) {}

    private record Known(Object await) implements Lines.Answer<Object> {
        @Override
        public boolean isKnown() {
            return true;
        }
    }

    LineAnswers(LineReader lines, Handler<R> handler) {
        this.lines = lines;
        this.handler = handler;
    }

    /**
     * Reads all lines, and returns when every one that was read is answered or the client is gone.
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
        if (!complete && out.isCommitted()) {
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
            return handler.handle(line);
        } catch (ProblemException e) {
            return new Known(e.onLine(line.number()).getBody());
        }
    }

    /** Even if no answer can be written, each is awaited, because its work has begun. */
    private void answerAll(LineWriter out) {
        CompletableFuture<Void> failed = new CompletableFuture<>();
        for (Unanswered next = next(out); next.line() != null; next = next(out)) {
            try {
                out.write(next.answer().await());
            } catch (RuntimeException | Error e) {
                out.stop();
                failed.completeExceptionally(e);
            } finally {
                next.line().close();
            }
        }
        out.flush();
        failed.complete(null);
        failed.join();
    }

    private Unanswered next(LineWriter out) {
        Unanswered next = unanswered.peek();
        if (next == null || !next.answer().isKnown()) {
            out.flush();
        }
        try {
            return unanswered.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts this thread", e);
        }
    }
}
