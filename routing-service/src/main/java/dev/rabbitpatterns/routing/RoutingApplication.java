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
                                "Subscribers receive the logs of the severities that they name."))
public class RoutingApplication {

    static void main(String[] args) {
        SpringApplication.run(RoutingApplication.class, args);
    }
}
