package dev.rabbitpatterns.hello;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the hello service. */
@SpringBootApplication
@OpenAPIDefinition(
        info =
                @Info(
                        title = "hello-service",
                        version = "1",
                        description = "One producer, one queue, one consumer."))
public class HelloApplication {

    static void main(String[] args) {
        SpringApplication.run(HelloApplication.class, args);
    }
}
