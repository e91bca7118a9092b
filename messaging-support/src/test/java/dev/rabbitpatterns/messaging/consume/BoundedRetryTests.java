package dev.rabbitpatterns.messaging.consume;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.ACKNOWLEDGED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.REQUEUED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import com.rabbitmq.client.Channel;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.TestEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.listener.ListenerExecutionFailedException;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.retry.RetryPolicy;

class BoundedRetryTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BoundedRetry retry =
            new BoundedRetry(
                    RetryPolicy.builder().maxRetries(0).build(),
                    (message, failure) -> {
                        throw new ImmediateRequeueAmqpException("no dead-letter queue", failure);
                    },
                    TestEvents.countedIn(meters));
    private final ChannelAwareMessageListener listener = advised(BoundedRetryTests::receive);
    private final Channel channel = mock();
    private long tag;

    @Test
    void oneAcknowledgementCoversAllFinishedMessages() throws Exception {
        receives("one", "two", "three");

        retry.onComplete(true, 3, null);

        assertThat(count(ACKNOWLEDGED)).isEqualTo(3);
    }

    @Test
    void finishedMessagesAreAcknowledgedBeforeAnotherIsRequeued() throws Exception {
        receives("one", "two");

        assertThatExceptionOfType(ListenerExecutionFailedException.class)
                .isThrownBy(() -> receives("bad"))
                .withCauseInstanceOf(ImmediateRequeueAmqpException.class);

        verify(channel).basicAck(2, true);
        assertThat(count(ACKNOWLEDGED)).isEqualTo(2);
        assertThat(count(REQUEUED)).isEqualTo(1);
    }

    @Test
    void nothingIsAcknowledgedIfNothingWasFinished() throws Exception {
        assertThatExceptionOfType(ListenerExecutionFailedException.class)
                .isThrownBy(() -> receives("bad"));

        verify(channel, never()).basicAck(anyLong(), anyBoolean());
    }

    @Test
    void aFailedAcknowledgementBeforeARequeueIsNotCounted() throws Exception {
        doThrow(new IOException("the channel is closed")).when(channel).basicAck(1, true);
        receives("one");

        assertThatExceptionOfType(ListenerExecutionFailedException.class)
                .isThrownBy(() -> receives("bad"));

        assertThat(count(ACKNOWLEDGED)).isZero();
    }

    @Test
    void aFailedAcknowledgementByTheContainerIsNotCounted() throws Exception {
        receives("one");

        retry.onComplete(false, 1, new IllegalStateException("the channel is closed"));
        retry.onComplete(true, 2, null);

        assertThat(count(ACKNOWLEDGED)).isZero();
    }

    private void receives(String... texts) throws Exception {
        for (String text : texts) {
            Message message = new Message(text.getBytes(StandardCharsets.UTF_8));
            message.getMessageProperties().setDeliveryTag(++tag);
            listener.onMessage(message, channel);
        }
    }

    private static void receive(Message message, @Nullable Channel channel) {
        if (new String(message.getBody(), StandardCharsets.UTF_8).equals("bad")) {
            throw new IllegalStateException("bad");
        }
    }

    private ChannelAwareMessageListener advised(ChannelAwareMessageListener target) {
        ProxyFactory proxies = new ProxyFactory(target);
        proxies.addAdvice(retry);
        return (ChannelAwareMessageListener) proxies.getProxy();
    }

    private double count(MessageEvent.Type type) {
        return meters.counter("messaging.events", "type", type.label()).count();
    }
}
