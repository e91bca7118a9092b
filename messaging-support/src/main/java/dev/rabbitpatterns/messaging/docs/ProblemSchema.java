package dev.rabbitpatterns.messaging.docs;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Documents a problem as it is in JSON, where its properties stand beside its other fields. */
final class ProblemSchema implements OpenApiCustomizer {

    private static final String NAME = "ProblemDetail";

    static Schema<?> reference() {
        return new Schema<>().$ref(NAME);
    }

    @Override
    public void customise(OpenAPI document) {
        Schema<?> error =
                new ObjectSchema()
                        .addProperty("pointer", text("The JSON pointer to a fault in the body."))
                        .addProperty("parameter", text("The parameter that has a fault."))
                        .addProperty("header", text("The header that has a fault."))
                        .addProperty("detail", text("What is wrong there."));
        Schema<?> problem =
                new ObjectSchema()
                        .addProperty("type", text("What went wrong; stable.").format("uri"))
                        .addProperty("title", text("The name of the status."))
                        .addProperty("status", new IntegerSchema().description("The status."))
                        .addProperty("detail", text("What to do about it."))
                        .addProperty("instance", text("The path of the request.").format("uri"))
                        .addProperty("errors", new ArraySchema().items(error))
                        .addProperty("pointer", text("Which element of an array has it."))
                        .addProperty("line", new IntegerSchema().description("Which line has it."));
        document.getComponents().addSchemas(NAME, problem.description("An RFC 9457 problem."));
    }

    private static Schema<?> text(String description) {
        return new StringSchema().description(description);
    }
}
