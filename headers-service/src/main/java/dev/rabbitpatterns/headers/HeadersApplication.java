package dev.rabbitpatterns.headers;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the headers service. */
@SpringBootApplication
@OpenAPIDefinition(
        info =
                @Info(
                        title = "headers-service",
                        version = "1",
                        description =
                                "Who is there gets copies of what has the attributes that it asked for."))
@ConfigurationPropertiesScan
public class HeadersApplication {

    static void main(String[] args) {
        SpringApplication.run(HeadersApplication.class, args);
    }
}
