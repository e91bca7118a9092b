package dev.rabbitpatterns.benchmarks.plain;

import module java.base;

import org.springframework.amqp.core.MessageListenerContainer;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * A service as in guides to Spring AMQP, with Spring Boot's defaults for all but its queue and, in
 * one variant, confirms.
 */
@RestController
@SpringBootApplication(proxyBeanMethods = false)
public record PlainService(
        RabbitTemplate rabbitTemplate,
        RabbitListenerEndpointRegistry listeners,
        @Value("${plain.queue}") String queue) {

    static void main(String[] args) {
        SpringApplication.run(PlainService.class, args);
    }

    /** Guides show the classic queue. */
    @Bean
    static Queue queue(@Value("${plain.queue}") String name) {
        boolean quorum = name.endsWith("-quorum");
        return quorum ? QueueBuilder.durable(name).quorum().build() : new Queue(name);
    }

    /** The queue of remote calls, of the same type as rpc-service's. */
    @Bean
    static Queue calls(@Value("${plain.queue}.calls") String name) {
        return QueueBuilder.durable(name).quorum().build();
    }

    /** What HTTP and Spring MVC cost before anything else is done. */
    @PostMapping("/nothing")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void acceptNothing() {}

    /** As in every guide: a 202 only means that the message was written to a socket. */
    @PostMapping("/messages")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void send(@RequestBody String text) {
        rabbitTemplate.convertAndSend(queue, text);
    }

    /** As in Spring AMQP's reference: each request waits for its own confirm. */
    @PostMapping("/confirmed")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void sendConfirmed(@RequestBody String text) throws Exception {
        CorrelationData correlation = new CorrelationData();
        rabbitTemplate.convertAndSend("", queue, text, correlation);
        if (!correlation.getFuture().get(10, TimeUnit.SECONDS).ack()) {
            throw new IllegalStateException("The broker refused the message");
        }
    }

    /** Guides print the message. */
    @RabbitListener(id = "messages", queues = "${plain.queue}", autoStartup = "false")
    void receive(String text) {}

    /** Not in any guide: starts and stops the listener, as hello-service's request does. */
    @PutMapping("/consumer")
    void setConsumer(@RequestBody Map<String, Boolean> wanted) {
        MessageListenerContainer listener =
                Objects.requireNonNull(listeners.getListenerContainer("messages"));
        if (wanted.getOrDefault("running", true)) {
            listener.start();
        } else {
            listener.stop();
        }
    }

    @GetMapping("/fibonacci/{n}")
    String call(@PathVariable int n) {
        Object answer = rabbitTemplate.convertSendAndReceive(queue + ".calls", n);
        return Objects.requireNonNull(answer, "no answer in time").toString();
    }

    @RabbitListener(queues = "${plain.queue}.calls")
    String fibonacci(int n) {
        BigInteger current = BigInteger.ZERO;
        BigInteger next = BigInteger.ONE;
        for (int i = 0; i < n; i++) {
            BigInteger sum = current.add(next);
            current = next;
            next = sum;
        }
        return current.toString();
    }
}
