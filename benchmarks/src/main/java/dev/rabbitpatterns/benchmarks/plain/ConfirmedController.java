package dev.rabbitpatterns.benchmarks.plain;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * The variant with confirms, as Spring AMQP's reference shows it: {@code publisher-confirm-type:
 * correlated}, and each request waits for its own confirm.
 */
@RestController
class ConfirmedController {

    private final RabbitTemplate rabbitTemplate;
    private final String queue;

    ConfirmedController(RabbitTemplate rabbitTemplate, @Value("${plain.queue}") String queue) {
        this.rabbitTemplate = rabbitTemplate;
        this.queue = queue;
    }

    @PostMapping("/confirmed")
    ResponseEntity<Void> send(@RequestBody String text)
            throws InterruptedException, ExecutionException, TimeoutException {
        CorrelationData correlation = new CorrelationData();
        rabbitTemplate.convertAndSend("", queue, text, correlation);
        boolean safe =
                correlation.getFuture().get(10, TimeUnit.SECONDS).ack()
                        && correlation.getReturned() == null;
        return ResponseEntity.status(safe ? HttpStatus.ACCEPTED : HttpStatus.SERVICE_UNAVAILABLE)
                .build();
    }
}
