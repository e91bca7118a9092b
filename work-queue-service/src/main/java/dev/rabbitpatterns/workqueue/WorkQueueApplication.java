package dev.rabbitpatterns.workqueue;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the work queue service. */
@SpringBootApplication
@OpenAPIDefinition(
        info =
                @Info(
                        title = "work-queue-service",
                        version = "1",
                        description =
                                "Competing workers that share one durable queue fairly and lose nothing."))
@ConfigurationPropertiesScan
public class WorkQueueApplication {

    static void main(String[] args) {
        SpringApplication.run(WorkQueueApplication.class, args);
    }
}
