package dev.rabbitpatterns.topic;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the topics service. */
@SpringBootApplication
@OpenAPIDefinition(
        info =
                @Info(
                        title = "topic-service",
                        version = "1",
                        description =
                                "Subscribers receive the logs whose keys match their patterns."))
public class TopicApplication {

    static void main(String[] args) {
        SpringApplication.run(TopicApplication.class, args);
    }
}
