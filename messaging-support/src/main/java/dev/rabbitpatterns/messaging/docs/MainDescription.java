package dev.rabbitpatterns.messaging.docs;

import io.swagger.v3.oas.models.Operation;
import java.util.Optional;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.providers.JavadocProvider;
import org.springframework.web.method.HandlerMethod;

/**
 * Where several methods are one operation, each for a media type, the main one describes it: the
 * Javadoc of the others begins with {@code The same}.
 */
final class MainDescription implements OperationCustomizer {

    private static final String ANOTHER_FORM = "The same";

    private final Optional<JavadocProvider> javadoc;

    MainDescription(Optional<JavadocProvider> javadoc) {
        this.javadoc = javadoc;
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod method) {
        javadoc.map(source -> source.getMethodJavadocDescription(method.getMethod()))
                .filter(description -> !description.startsWith(ANOTHER_FORM))
                .ifPresent(description -> describe(operation, method, description));
        return operation;
    }

    private void describe(Operation operation, HandlerMethod method, String description) {
        String plain = description.replaceAll("\\s+", " ");
        operation.setDescription(plain);
        operation.setSummary(plain.replaceFirst("[.;] .*|[.]$", ""));
        operation.setOperationId(method.getMethod().getName());
    }
}
