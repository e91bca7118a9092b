package dev.rabbitpatterns.messaging.docs;

import com.fasterxml.jackson.databind.JavaType;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.messaging.rest.LineAnswers;
import dev.rabbitpatterns.messaging.rest.Lines;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.Type;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Documents a {@link Batch} as what it is in JSON: an element or an array of elements; and {@link
 * Lines} and {@link LineAnswers} as what each line is.
 */
final class BatchSchema implements ModelConverter {

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> others) {
        JavaType javaType = Json.mapper().constructType(type.getType());
        if (javaType.hasRawClass(Batch.class)) {
            Schema<?> one = element(javaType.containedType(0), context);
            return new Schema<>().addOneOfItem(one).addOneOfItem(new ArraySchema().items(one));
        }
        if (javaType.hasRawClass(Lines.class) || javaType.hasRawClass(LineAnswers.class)) {
            return element(javaType.containedType(0), context);
        }
        return others.hasNext() ? others.next().resolve(type, context, others) : null;
    }

    /** What is JSON of several forms says so by its annotation. */
    private static Schema<?> element(JavaType type, ModelConverterContext context) {
        var forms =
                type.getRawClass().getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
        if (forms == null) {
            return reference(type, context);
        }
        Schema<?> schema = new Schema<>();
        for (Class<?> form : forms.oneOf()) {
            schema.addOneOfItem(reference(form, context));
        }
        return schema;
    }

    private static Schema<?> reference(Type type, ModelConverterContext context) {
        return context.resolve(new AnnotatedType(type).resolveAsRef(true));
    }
}
