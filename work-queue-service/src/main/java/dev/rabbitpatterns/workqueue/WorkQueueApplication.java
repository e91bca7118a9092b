package dev.rabbitpatterns.workqueue;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the work queue service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class WorkQueueApplication {

    static void main(String[] args) {
        SpringApplication.run(WorkQueueApplication.class, args);
    }
}
