package dev.rabbitpatterns.messaging;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.ACKNOWLEDGED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.DELIVERED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.REQUEUED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.RETRIED;

import com.rabbitmq.client.Channel;
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
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryState;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.retry.Retryable;

/**
 * Stands around the listener: tries a delivery a bounded number of times, hands it to the dead
 * letters if no attempt succeeds, and lets the container acknowledge it only after one or the
 * other.
 *
 * <p>Boot's own retry advice cannot be seen at work from outside, and every step of a message is to
 * be seen here.
 */
public final class BoundedRetry implements MethodInterceptor, MessageAckListener {

    /** What is to be done with a message. */
    public interface Work {

        void run() throws Throwable;
    }

    private final RetryPolicy policy;
    private final FailedMessages failedMessages;
    private final MessageEvents events;

    /** What this consumer thread has finished and the container has yet to acknowledge. */
    private final ThreadLocal<List<Message>> finished = ThreadLocal.withInitial(ArrayList::new);

    public BoundedRetry(RetryPolicy policy, FailedMessages failedMessages, MessageEvents events) {
        this.policy = policy;
        this.failedMessages = failedMessages;
        this.events = events;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation listener) {
        Message message = argument(listener, Message.class);
        try {
            // A clone an attempt, because an invocation remembers how far along the advice chain it
            // is.
            attempt(message, () -> ((ProxyMethodInvocation) listener).invocableClone().proceed());
        } catch (ImmediateRequeueAmqpException e) {
            acknowledgeFinished(listener);
            events.emit(MessageEvent.incoming(REQUEUED, message).because(e.getMessage()));
            // Wrapped like this, it does not restart the consumer.
            throw new ListenerExecutionFailedException("It goes back to its queue", e, message);
        }
        finished.get().add(message);
        return null;
    }

    /** The container gives back all that is not acknowledged, so what was finished has to be. */
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

    /**
     * The same for who acknowledges by hand: the message may be acknowledged after this has
     * returned.
     *
     * @throws ImmediateRequeueAmqpException if it has to go back to its queue
     */
    public void attempt(Message message, Work work) {
        events.emit(MessageEvent.incoming(DELIVERED, message));
        RetryTemplate retry = new RetryTemplate(policy);
        retry.setRetryListener(announce(message));
        try {
            retry.execute(() -> {
                work.run();
                return null;
            });
        } catch (RetryException failed) {
            giveUp(message, failed);
        }
    }

    private void giveUp(Message message, RetryException failed) {
        if (Thread.currentThread().isInterrupted()) {
            throw new ImmediateRequeueAmqpException(
                    "Interrupted before it was done", failed.getLastException());
        }
        failedMessages.accept(message, failed.getLastException(), failed.getRetryCount() + 1);
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

    /**
     * One acknowledgement can stand for several messages of the same channel, and so of the same
     * thread.
     */
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
                "Batch listeners are not supported: each message has an outcome of its own");
    }
}
