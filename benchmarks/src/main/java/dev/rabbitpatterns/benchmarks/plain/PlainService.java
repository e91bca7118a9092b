package dev.rabbitpatterns.benchmarks.plain;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Starts the plain service; its queue is named and chosen by properties. */
@SpringBootApplication
public class PlainService {

    static void main(String[] args) {
        SpringApplication.run(PlainService.class, args);
    }

    /** What guides show is the classic one: {@code new Queue(name)}. */
    @Bean
    Queue queue(@Value("${plain.queue}") String name, @Value("${plain.quorum}") boolean quorum) {
        return quorum ? QueueBuilder.durable(name).quorum().build() : new Queue(name);
    }

    /** Of the remote call: as ours, or the comparison would be one of queues. */
    @Bean
    Queue calls(@Value("${plain.calls}") String name) {
        return QueueBuilder.durable(name).quorum().build();
    }
}
