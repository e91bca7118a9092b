package dev.rabbitpatterns.benchmarks.plain;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Starts the plain service; properties set the name and the type of its queue. */
@SpringBootApplication
public class PlainService {

    static void main(String[] args) {
        SpringApplication.run(PlainService.class, args);
    }

    /** Guides show the classic queue: {@code new Queue(name)}. */
    @Bean
    Queue queue(@Value("${plain.queue}") String name, @Value("${plain.quorum}") boolean quorum) {
        return quorum ? QueueBuilder.durable(name).quorum().build() : new Queue(name);
    }

    /** The queue of remote calls, of the same type as rpc-service's. */
    @Bean
    Queue calls(@Value("${plain.calls}") String name) {
        return QueueBuilder.durable(name).quorum().build();
    }
}
