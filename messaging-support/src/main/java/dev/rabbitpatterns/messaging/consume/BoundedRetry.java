package dev.rabbitpatterns.messaging.consume;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.ACKNOWLEDGED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.DELIVERED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.REQUEUED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.RETRIED;

import com.rabbitmq.client.Channel;
import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.listener.ListenerExecutionFailedException;
import org.springframework.amqp.rabbit.listener.MessageAckListener;
import org.springframework.amqp.rabbit.retry.MessageRecoverer;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryState;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.retry.Retryable;

/**
 * Surrounds every listener: retries a delivery a bounded number of times, passes it to the {@link
 * MessageRecoverer} if every attempt fails, and lets the container acknowledge it only after one or
 * the other.
 *
 * <p>Boot's own retry advice reports neither retries nor acknowledgements, and here every step of a
 * message is an event.
 */
final class BoundedRetry implements MethodInterceptor, MessageAckListener {

    private final RetryPolicy policy;
    private final MessageRecoverer recoverer;
    private final MessageEvents events;

    /** What this consumer thread has finished and the container has yet to acknowledge. */
    private final ThreadLocal<List<Message>> finished = ThreadLocal.withInitial(ArrayList::new);

    BoundedRetry(RetryPolicy policy, MessageRecoverer recoverer, MessageEvents events) {
        this.policy = policy;
        this.recoverer = recoverer;
        this.events = events;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation listener) {
        Message message = argument(listener, Message.class);
        events.emit(MessageEvent.incoming(DELIVERED, message));
        try {
            attempt(listener, message);
        } catch (ImmediateRequeueAmqpException e) {
            acknowledgeFinished(listener);
            events.emit(MessageEvent.incoming(REQUEUED, message).because(e.getMessage()));
            // Wrapped like this, the exception does not restart the consumer.
            throw new ListenerExecutionFailedException("It is requeued", e, message);
        }
        finished.get().add(message);
        return null;
    }

    private void attempt(MethodInvocation listener, Message message) {
        RetryTemplate retry = new RetryTemplate(policy);
        retry.setRetryListener(announce(message));
        try {
            retry.execute(() -> {
                // An invocation remembers its place in the advice chain, so each attempt gets a
                // clone.
                ((ProxyMethodInvocation) listener).invocableClone().proceed();
                return null;
            });
        } catch (RetryException failed) {
            giveUp(message, failed);
        }
    }

    /** Otherwise the container would requeue the finished messages, too. */
    private void acknowledgeFinished(MethodInvocation listener) {
        List<Message> messages = finished.get();
        if (messages.isEmpty()) {
            return;
        }
        long last = messages.getLast().getMessageProperties().getDeliveryTag();
        try {
            argument(listener, Channel.class).basicAck(last, true);
            onComplete(true, last, null);
        } catch (IOException | RuntimeException lost) {
            onComplete(false, last, lost);
        }
    }

    private void giveUp(Message message, RetryException failed) {
        if (Thread.currentThread().isInterrupted()) {
            throw new ImmediateRequeueAmqpException(
                    "Interrupted before it was done", failed.getLastException());
        }
        recoverer.recover(message, failed);
    }

    private RetryListener announce(Message message) {
        return new RetryListener() {
            @Override
            public void beforeRetry(RetryPolicy policy, Retryable<?> attempt, RetryState state) {
                events.emit(
                        MessageEvent.incoming(RETRIED, message)
                                .onAttempt(state.getRetryCount())
                                .because(DeadLetters.reason(state.getLastException())));
            }
        };
    }

    /** One acknowledgement can cover several messages of a channel, which are all of one thread. */
    @Override
    public void onComplete(boolean success, long deliveryTag, @Nullable Throwable cause) {
        List<Message> messages = finished.get();
        if (success) {
            messages.forEach(message -> events.emit(MessageEvent.incoming(ACKNOWLEDGED, message)));
        }
        messages.clear();
    }

    private static <T> T argument(MethodInvocation listener, Class<T> type) {
        for (Object argument : listener.getArguments()) {
            if (type.isInstance(argument)) {
                return type.cast(argument);
            }
        }
        throw new IllegalStateException(
                "Batch listeners are not supported, because each message has its own outcome");
    }
}
