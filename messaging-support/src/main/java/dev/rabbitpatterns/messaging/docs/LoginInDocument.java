package dev.rabbitpatterns.messaging.docs;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Says that every operation needs a login, and how one is refused. */
final class LoginInDocument implements OpenApiCustomizer {

    private static final String NAME = "login";

    @Override
    public void customise(OpenAPI document) {
        document.addSecurityItem(new SecurityRequirement().addList(NAME))
                .getComponents()
                .addSecuritySchemes(
                        NAME, new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("basic"));
        for (PathItem path : document.getPaths().values()) {
            path.readOperations()
                    .forEach(operation ->
                            CommonProblem.OF_LOGIN.forEach(problem -> problem.addTo(operation)));
        }
    }
}
