package dev.rabbitpatterns.order;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the order service. */
@SpringBootApplication
@OpenAPIDefinition(
        info =
                @Info(
                        title = "order-service",
                        version = "1",
                        description =
                                "Orders change a database and publish a message with exactly one effect."))
public class OrderApplication {

    static void main(String[] args) {
        SpringApplication.run(OrderApplication.class, args);
    }
}
