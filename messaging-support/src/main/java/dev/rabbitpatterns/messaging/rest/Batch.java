package dev.rabbitpatterns.messaging.rest;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.AbstractList;
import java.util.List;

/**
 * The body of a request that publishes: one element, or an array of elements that are published
 * together. The answer has the same form.
 *
 * @param <T> the type of an element
 */
public final class Batch<T> extends AbstractList<T> {

    private final List<T> elements;
    private final boolean array;

    private Batch(List<T> elements, boolean array) {
        this.elements = elements;
        this.array = array;
    }

    /** One element that is not in an array. */
    public static <T> Batch<T> of(T element) {
        return new Batch<>(List.of(element), false);
    }

    /** An array of elements. */
    public static <T> Batch<T> ofAll(List<T> elements) {
        return new Batch<>(elements, true);
    }

    /** An answer in the same form, with one result for each element. */
    public <R> Batch<R> answeredWith(List<R> results) {
        return new Batch<>(results, array);
    }

    /** Whether it is an array, even one with a single element. */
    public boolean isArray() {
        return array;
    }

    /** The JSON pointer to an element. */
    public String pointer(int index) {
        return array ? "#/" + index : "#";
    }

    @JsonValue
    Object json() {
        return array ? elements : elements.getFirst();
    }

    @Override
    public T get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }
}
