package dev.rabbitpatterns.messaging;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.ACKNOWLEDGED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.REQUEUED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.retry.RetryPolicy;

class BoundedRetryTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BoundedRetry retry =
            new BoundedRetry(
                    RetryPolicy.builder().maxRetries(0).build(),
                    (message, failure, attempts) -> {
                        throw new ImmediateRequeueAmqpException("nobody takes it", failure);
                    },
                    new MessageEvents(
                            meters,
                            new MessagingProperties.Events(10, 1, 10, Duration.ofSeconds(1))));
    private final MessageListener listener = advised(BoundedRetryTests::receive);

    @Test
    void oneAcknowledgementStandsForAllThatWereFinishedBeforeIt() {
        receives("one", "two", "three");

        retry.onComplete(true, 3, null);

        assertThat(count(ACKNOWLEDGED)).isEqualTo(3);
    }

    @Test
    void whatWasFinishedAndNotAcknowledgedGoesBackWithWhatFailed() {
        receives("one", "two");

        assertThatExceptionOfType(ImmediateRequeueAmqpException.class)
                .isThrownBy(() -> receives("bad"));
        receives("three");
        retry.onComplete(true, 4, null);

        assertThat(count(REQUEUED)).isEqualTo(3);
        assertThat(count(ACKNOWLEDGED)).isEqualTo(1);
    }

    @Test
    void anAcknowledgementThatDidNotGoOutIsNone() {
        receives("one");

        retry.onComplete(false, 1, new IllegalStateException("the channel is closed"));
        retry.onComplete(true, 2, null);

        assertThat(count(ACKNOWLEDGED)).isZero();
    }

    private void receives(String... texts) {
        for (String text : texts) {
            listener.onMessage(new Message(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static void receive(Message message) {
        if (new String(message.getBody(), StandardCharsets.UTF_8).equals("bad")) {
            throw new IllegalStateException("bad");
        }
    }

    private MessageListener advised(MessageListener target) {
        ProxyFactory proxies = new ProxyFactory(target);
        proxies.addAdvice(retry);
        return (MessageListener) proxies.getProxy();
    }

    private double count(MessageEvent.Type type) {
        return meters.counter("messaging.events", "type", type.label()).count();
    }
}
