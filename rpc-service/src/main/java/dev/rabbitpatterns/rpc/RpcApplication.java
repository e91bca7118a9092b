package dev.rabbitpatterns.rpc;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the remote call service. */
@SpringBootApplication
@OpenAPIDefinition(
        info =
                @Info(
                        title = "rpc-service",
                        version = "1",
                        description =
                                "Fibonacci numbers by remote call over a queue, with a distinct answer for every failure."))
@ConfigurationPropertiesScan
public class RpcApplication {

    static void main(String[] args) {
        SpringApplication.run(RpcApplication.class, args);
    }
}
