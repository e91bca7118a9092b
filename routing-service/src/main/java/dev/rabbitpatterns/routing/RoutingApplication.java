package dev.rabbitpatterns.routing;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the routing service. */
@SpringBootApplication
@OpenAPIDefinition(
        info =
                @Info(
                        title = "routing-service",
                        version = "1",
                        description =
                                "Who is there gets copies of the severities that it asked for."))
public class RoutingApplication {

    static void main(String[] args) {
        SpringApplication.run(RoutingApplication.class, args);
    }
}
