package dev.rabbitpatterns.benchmarks.floor;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Answers 202 to every message, and drops it. */
@RestController
@SpringBootApplication(exclude = RabbitAutoConfiguration.class)
public class FloorService {

    static void main(String[] args) {
        SpringApplication.run(FloorService.class, args);
    }

    @PostMapping("/messages")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void accept() {}
}
