package dev.rabbitpatterns.messaging.rest;

import jakarta.validation.ConstraintViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** The errors in a request, each with its place: a JSON pointer, a header or a parameter. */
final class RequestFaults {

    /** Nobody reads more, and each costs memory. */
    private static final int MOST = 20;

    private RequestFaults() {}

    static List<Map<String, String>> of(MethodArgumentNotValidException e) {
        return e.getFieldErrors().stream().limit(MOST).map(error -> field("#/", error)).toList();
    }

    static List<Map<String, String>> of(HandlerMethodValidationException e) {
        List<Map<String, String>> faults = new ArrayList<>();
        for (ParameterValidationResult result : e.getParameterValidationResults()) {
            if (result instanceof ParameterErrors body) {
                String root = pointer(body) + "/";
                body.getFieldErrors().forEach(error -> faults.add(field(root, error)));
            } else {
                result.getResolvableErrors()
                        .forEach(
                                error -> faults.add(parameter(result.getMethodParameter(), error)));
            }
        }
        return List.copyOf(faults.subList(0, Math.min(MOST, faults.size())));
    }

    static List<Map<String, String>> of(HttpMessageNotReadableException e) {
        return e.getCause() instanceof JacksonException json
                ? of(json, 1)
                : List.of(
                        fault(
                                "pointer",
                                "#",
                                e.getCause() == null
                                        ? "a body is needed"
                                        : String.valueOf(e.getMessage())));
    }

    static <T> List<Map<String, String>> of(Set<ConstraintViolation<T>> violations) {
        return violations.stream()
                .limit(MOST)
                .map(one -> field("#/", one.getPropertyPath().toString(), one.getMessage()))
                .toList();
    }

    /** What is wrong with JSON that begins on this line of the request. */
    static List<Map<String, String>> of(JacksonException e, long line) {
        return List.of(
                switch (e) {
                    case UnrecognizedPropertyException unknown ->
                            fault(
                                    "pointer",
                                    pointer(unknown),
                                    "is not a known field; known: "
                                            + unknown.getKnownPropertyIds().stream()
                                                    .map(String::valueOf)
                                                    .sorted()
                                                    .collect(Collectors.joining(", ")));
                    case StreamReadException malformed ->
                            fault(
                                    "pointer",
                                    "#",
                                    "is not valid JSON in UTF-8 at " + place(malformed, line));
                    case StreamConstraintsException tooMuch ->
                            fault("pointer", "#", "has more values, or deeper ones, than are read");
                    default -> fault("pointer", pointer(e), inWords(e));
                });
    }

    static List<Map<String, String>> of(TypeMismatchException e) {
        return List.of(fault("parameter", String.valueOf(e.getPropertyName()), inWords(e)));
    }

    private static String inWords(Throwable mismatch) {
        for (@Nullable Throwable cause = mismatch; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidValueException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return "does not have the expected type";
    }

    private static String pointer(ParameterErrors element) {
        Integer index = element.getContainerIndex();
        return index != null && element.getContainer() instanceof Batch<?> batch
                ? batch.pointer(index)
                : "#";
    }

    private static Map<String, String> field(String root, FieldError error) {
        return field(root, error.getField(), error.getDefaultMessage());
    }

    private static Map<String, String> field(String root, String path, @Nullable String detail) {
        String place = path.replaceAll("\\[(\\d+)]", "/$1").replace('.', '/');
        return fault("pointer", root + place, detail);
    }

    private static Map<String, String> parameter(
            MethodParameter parameter, MessageSourceResolvable error) {
        RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
        if (header != null) {
            return fault("header", header.name(), error.getDefaultMessage());
        }
        if (parameter.hasParameterAnnotation(RequestBody.class)) {
            return fault("pointer", "#", error.getDefaultMessage());
        }
        return fault(
                "parameter",
                String.valueOf(parameter.getParameterName()),
                error.getDefaultMessage());
    }

    private static Map<String, String> fault(String kind, String place, @Nullable String detail) {
        return Map.of(kind, place, "detail", String.valueOf(detail));
    }

    private static String pointer(JacksonException e) {
        return "#"
                + e.getPath().stream()
                        .map(step ->
                                "/"
                                        + (step.getPropertyName() != null
                                                ? escaped(step.getPropertyName())
                                                : String.valueOf(step.getIndex())))
                        .collect(Collectors.joining());
    }

    /** As in a JSON pointer. */
    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String place(JacksonException e, long firstLine) {
        long line = firstLine + e.getLocation().getLineNr() - 1;
        return "line " + line + ", column " + e.getLocation().getColumnNr();
    }
}
