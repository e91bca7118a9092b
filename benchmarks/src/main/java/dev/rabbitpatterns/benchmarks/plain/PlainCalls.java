package dev.rabbitpatterns.benchmarks.plain;

import java.util.Objects;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Remote calls as in guides: {@code convertSendAndReceive}, and a listener with a result. */
@RestController
class PlainCalls {

    private final RabbitTemplate rabbitTemplate;
    private final String queue;

    PlainCalls(RabbitTemplate rabbitTemplate, @Value("${plain.calls}") String queue) {
        this.rabbitTemplate = rabbitTemplate;
        this.queue = queue;
    }

    @GetMapping("/fibonacci/{n}")
    String fibonacci(@PathVariable int n) {
        Object answer = rabbitTemplate.convertSendAndReceive(queue, n);
        return Objects.requireNonNull(answer, "no answer in time").toString();
    }

    @RabbitListener(queues = "${plain.calls}")
    String answer(int n) {
        return Fibonacci.of(n).toString();
    }
}
