package dev.rabbitpatterns.console;

import java.net.InetAddress;
import java.security.Security;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Starts the web console. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ConsoleApplication {

    static void main(String[] args) {
        // Instances come and go as addresses of a host name, so lookups are cached only briefly.
        Security.setProperty("networkaddress.cache.ttl", "5");
        Security.setProperty("networkaddress.cache.negative.ttl", "2");
        SpringApplication.run(ConsoleApplication.class, args);
    }

    @Bean
    Instances.Names names() {
        return InetAddress::getAllByName;
    }
}
