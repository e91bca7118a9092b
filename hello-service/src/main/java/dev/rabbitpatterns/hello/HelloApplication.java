package dev.rabbitpatterns.hello;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the hello service. */
@SpringBootApplication
public class HelloApplication {

    static void main(String[] args) {
        SpringApplication.run(HelloApplication.class, args);
    }
}
