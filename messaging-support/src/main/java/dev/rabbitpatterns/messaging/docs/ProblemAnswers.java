package dev.rabbitpatterns.messaging.docs;

import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import jakarta.validation.Constraint;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;

/** Adds to each operation the problems that follow from what its method does. */
public final class ProblemAnswers implements OperationCustomizer {

    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    private final boolean needsQueue;

    /**
     * For the operations of one service.
     *
     * @param needsQueue whether a publish fails if there is no queue for it
     */
    ProblemAnswers(boolean needsQueue) {
        this.needsQueue = needsQueue;
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod method) {
        CommonProblem.ALWAYS.forEach(problem -> problem.addTo(operation));
        if (any(method, parameter -> parameter.hasParameterAnnotation(RequestBody.class))) {
            CommonProblem.READING.forEach(problem -> problem.addTo(operation));
        } else if (any(method, ProblemAnswers::isChecked)) {
            CommonProblem.INVALID_REQUEST.addTo(operation);
        }
        if (any(method, parameter -> parameter.hasParameterAnnotation(IdempotencyKey.class))) {
            addForPublish(operation);
        }
        for (var named : List.of(method.getMethod(), method.getBeanType())) {
            AnnotatedElementUtils.findMergedRepeatableAnnotations(named, Problem.class)
                    .forEach(one -> add(operation, one.status(), one.type(), one.when()));
        }
        return operation;
    }

    private void addForPublish(Operation operation) {
        CommonProblem.PUBLISHING.forEach(problem -> problem.addTo(operation));
        if (needsQueue) {
            CommonProblem.NO_QUEUE.addTo(operation);
        }
        ApiResponse accepted = response(operation.getResponses(), HttpStatus.ACCEPTED);
        if (accepted.getContent() != null) {
            // An array has an outcome for each element, and the status of the worst.
            MediaType outcomes = accepted.getContent().get(JSON);
            for (HttpStatus worst :
                    List.of(HttpStatus.SERVICE_UNAVAILABLE, HttpStatus.GATEWAY_TIMEOUT)) {
                response(operation.getResponses(), worst).getContent().put(JSON, outcomes);
            }
        }
    }

    private static boolean any(HandlerMethod method, Predicate<MethodParameter> condition) {
        return Arrays.stream(method.getMethodParameters()).anyMatch(condition);
    }

    /** Whether there are values that it may not have. */
    private static boolean isChecked(MethodParameter parameter) {
        return parameter.getParameterType() != String.class
                || MergedAnnotations.from(parameter.getParameterAnnotations())
                        .isPresent(Constraint.class);
    }

    /** Adds a problem to those with which the operation can answer. */
    public static void add(Operation operation, HttpStatus status, String type, String when) {
        ApiResponse response = response(operation.getResponses(), status);
        if (response.getContent() == null) {
            response.setContent(new Content());
        }
        response.getContent()
                .computeIfAbsent(
                        PROBLEM, media -> new MediaType().schema(ProblemSchema.reference()))
                .addExamples(
                        type,
                        new Example()
                                .summary(when)
                                .value(body(ProblemException.problem(status, type, when))));
    }

    private static ApiResponse response(ApiResponses responses, HttpStatus status) {
        return responses.computeIfAbsent(
                Integer.toString(status.value()),
                code -> new ApiResponse().description(status.getReasonPhrase()));
    }

    private static Map<String, Object> body(ProblemDetail problem) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", Objects.requireNonNull(problem.getType()).toString());
        body.put("title", Objects.requireNonNull(problem.getTitle()));
        body.put("status", problem.getStatus());
        body.put("detail", Objects.requireNonNull(problem.getDetail()));
        return body;
    }
}
