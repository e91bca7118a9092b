package dev.rabbitpatterns.headers;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the headers service. */
@SpringBootApplication
@OpenAPIDefinition(
        info =
                @Info(
                        title = "headers-service",
                        version = "1",
                        description =
                                "Subscribers receive the logs that have the headers they ask for."))
public class HeadersApplication {

    static void main(String[] args) {
        SpringApplication.run(HeadersApplication.class, args);
    }
}
