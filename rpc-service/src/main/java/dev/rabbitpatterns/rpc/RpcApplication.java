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
                                "Fibonacci numbers by remote call over a queue, with every way to fail made distinct."))
@ConfigurationPropertiesScan
public class RpcApplication {

    static void main(String[] args) {
        SpringApplication.run(RpcApplication.class, args);
    }
}
