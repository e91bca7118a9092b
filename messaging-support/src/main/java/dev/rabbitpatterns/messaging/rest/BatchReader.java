package dev.rabbitpatterns.messaging.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.type.TypeFactory;

/** Reads one element or an array of a bounded number of them. */
final class BatchReader extends ValueDeserializer<Batch<?>> {

    private final int maxSize;
    private final JavaType elementType;

    BatchReader(int maxSize) {
        this(maxSize, TypeFactory.unknownType());
    }

    private BatchReader(int maxSize, JavaType elementType) {
        this.maxSize = maxSize;
        this.elementType = elementType;
    }

    @Override
    public ValueDeserializer<?> createContextual(
            DeserializationContext context, @Nullable BeanProperty property) {
        return new BatchReader(maxSize, context.getContextualType().containedTypeOrUnknown(0));
    }

    @Override
    public Batch<?> deserialize(JsonParser json, DeserializationContext context) {
        if (!json.isExpectedStartArrayToken()) {
            return Batch.of(context.<Object>readValue(json, elementType));
        }
        JavaType list = context.getTypeFactory().constructCollectionType(List.class, elementType);
        List<Object> elements = context.readValue(json, list);
        if (elements.isEmpty()) {
            throw invalid(json, "must not be empty");
        }
        if (elements.size() > maxSize) {
            throw invalid(
                    json, "has %d elements, and may have %d".formatted(elements.size(), maxSize));
        }
        int nothing = elements.indexOf(null);
        if (nothing >= 0) {
            throw JacksonException.wrapWithPath(
                    new InvalidValueException("must not be null"), elements, nothing);
        }
        return Batch.ofAll(elements);
    }

    private static DatabindException invalid(JsonParser json, String detail) {
        return DatabindException.from(json, detail, new InvalidValueException(detail));
    }
}
