package dev.rabbitpatterns.messaging.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * Makes an example of each request body from the examples at the fields: of JSON an object, of
 * lines two of them, and of plain text the object's text.
 */
@SuppressWarnings({"rawtypes", "unchecked"}) // as the model of swagger is
final class RequestExamples implements OpenApiCustomizer {

    private static final String TEXT = "text";

    @Override
    public void customise(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        for (PathItem path : document.getPaths().values()) {
            for (Operation operation : path.readOperations()) {
                if (operation.getRequestBody() != null) {
                    addTo(operation.getRequestBody().getContent(), schemas);
                }
            }
        }
    }

    private static void addTo(Content content, Map<String, Schema> schemas) {
        var json = content.get("application/json");
        Object example = json == null ? null : example(json.getSchema(), schemas);
        if (json == null || example == null) {
            return;
        }
        json.setExample(example);
        var lines = content.get("application/x-ndjson");
        if (lines != null) {
            lines.setExample(line(example) + line(example));
        }
        var text = content.get("text/plain");
        if (text != null && example instanceof Map<?, ?> object) {
            text.setExample(object.get(TEXT));
        }
    }

    private static @Nullable Object example(Schema<?> schema, Map<String, Schema> schemas) {
        if (schema.getExample() != null) {
            return schema.getExample();
        }
        if (schema.get$ref() != null) {
            String name = schema.get$ref().substring(schema.get$ref().lastIndexOf('/') + 1);
            return example(Objects.requireNonNull(schemas.get(name)), schemas);
        }
        if (schema.getOneOf() != null) {
            return example(schema.getOneOf().getFirst(), schemas);
        }
        if (schema.getProperties() == null) {
            return null;
        }
        Map<String, Object> object = new LinkedHashMap<>();
        schema.getProperties()
                .forEach((name, property) -> {
                    Object value = example(property, schemas);
                    if (value != null) {
                        object.put(name, value);
                    }
                });
        return object;
    }

    private static String line(Object example) {
        try {
            return Json.mapper().writeValueAsString(example) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
