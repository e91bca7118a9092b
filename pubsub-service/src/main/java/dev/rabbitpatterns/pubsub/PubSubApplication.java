package dev.rabbitpatterns.pubsub;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the publish and subscribe service. */
@SpringBootApplication
@OpenAPIDefinition(
        info =
                @Info(
                        title = "pubsub-service",
                        version = "1",
                        description = "Every subscriber receives a copy of every log."))
public class PubSubApplication {

    static void main(String[] args) {
        SpringApplication.run(PubSubApplication.class, args);
    }
}
