package dev.rabbitpatterns.messaging.rest;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/**
 * The body of a request that publishes as long as it lasts: each line is an element. Lines are read
 * as they arrive, and each is answered by a line. Only a bounded part of them is in memory.
 *
 * @param <T> the type of an element
 */
public final class Lines<T> {

    private final LineReader reader;
    private final ObjectReader json;
    private final Validator validator;

    Lines(LineReader reader, ObjectReader json, Validator validator) {
        this.reader = reader;
        this.json = json;
        this.validator = validator;
    }

    /** Begins the work for an element, whose answer may come later. */
    @FunctionalInterface
    public interface Handler<T, R> {

        /** Takes the element of the line with this number, or throws the problem that it has. */
        Answer<R> handle(long number, T element) throws ProblemException;
    }

    /**
     * An answer that may not be known yet.
     *
     * @param known whether nobody has to wait for it
     * @param value waits for it, for a bounded time
     */
    public record Answer<R>(BooleanSupplier known, Supplier<R> value) {}

    /** An answer in the same form, with a line for each. */
    public <R> LineAnswers<R> answeredBy(Handler<T, R> handler) {
        return new LineAnswers<>(reader, line -> handler.handle(line.number(), element(line)));
    }

    private T element(Line line) {
        T element;
        try {
            element = json.readValue(line.take());
        } catch (JacksonException e) {
            throw ProblemException.invalid(RequestFaults.of(e, line.number()));
        }
        if (element == null) {
            throw ProblemException.invalid("#", "must not be null");
        }
        Set<ConstraintViolation<T>> faults = validator.validate(element);
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(RequestFaults.of(faults));
        }
        return element;
    }
}
