package dev.rabbitpatterns.benchmarks.plain;

import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Publishes as in every guide: a 202 only means that the message was written to a socket. */
@RestController
class PlainController {

    private final RabbitTemplate rabbitTemplate;
    private final String queue;

    PlainController(RabbitTemplate rabbitTemplate, @Value("${plain.queue}") String queue) {
        this.rabbitTemplate = rabbitTemplate;
        this.queue = queue;
    }

    @PostMapping("/messages")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void send(@RequestBody String text) {
        rabbitTemplate.convertAndSend(queue, text);
    }
}
