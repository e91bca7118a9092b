package dev.rabbitpatterns.rpc;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.CONFIRMED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.PUBLISHED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.REFUSED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.RETURNED;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import dev.rabbitpatterns.messaging.MessageEvent;
import dev.rabbitpatterns.messaging.MessageEvents;
import dev.rabbitpatterns.messaging.OwnConnection;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;
import org.springframework.amqp.rabbit.support.MessagePropertiesConverter;

/**
 * One channel, as direct reply-to needs it: what is asked on it is answered on it, and what it has
 * not answered when it closes, it never will.
 */
final class CallChannel {

    private static final MessagePropertiesConverter PROPERTIES =
            new DefaultMessagePropertiesConverter();

    private final Channel channel;
    private final Executor writer;
    private final InFlightCalls calls;
    private final CallProblems problems;
    private final MessageEvents events;

    private final UnconfirmedCalls unconfirmed = new UnconfirmedCalls();

    private volatile boolean blocked;

    private CallChannel(
            Channel channel,
            Executor writer,
            InFlightCalls calls,
            CallProblems problems,
            MessageEvents events) {
        this.channel = channel;
        this.writer = writer;
        this.calls = calls;
        this.problems = problems;
        this.events = events;
    }

    static CallChannel open(
            OwnConnection own, InFlightCalls calls, CallProblems problems, MessageEvents events)
            throws IOException {
        Connection connection = own.get();
        Channel channel = connection.createChannel();
        CallChannel opened = new CallChannel(channel, own.writer(), calls, problems, events);
        connection.clearBlockedListeners();
        connection.addBlockedListener(opened::onBlocked, opened::onUnblocked);
        channel.confirmSelect();
        channel.addConfirmListener(opened::onConfirmed, opened::onRefused);
        channel.addReturnListener(returned -> opened.onReturned(returned.getProperties()));
        channel.basicConsume(
                RpcTopology.DIRECT_REPLY,
                true,
                (tag, answer) -> opened.onAnswer(answer),
                tag -> channel.abort());
        return opened;
    }

    void onClose(Runnable action) {
        channel.addShutdownListener(cause -> action.run());
    }

    void publish(Call call) {
        if (blocked) {
            call.fail(problems.notTaken("The broker has run low on memory or disk"));
            return;
        }
        emit(PUBLISHED, call);
        try {
            writer.execute(() -> write(call));
        } catch (RejectedExecutionException e) {
            call.fail(problems.notTaken("The service is shutting down"));
        }
    }

    private void write(Call call) {
        if (call.isOver()) {
            return;
        }
        AMQP.BasicProperties properties =
                PROPERTIES.fromMessageProperties(call.request().getMessageProperties(), "UTF-8");
        unconfirmed.add(channel.getNextPublishSeqNo(), call);
        try {
            channel.basicPublish("", RpcTopology.QUEUE, true, properties, call.request().getBody());
        } catch (IOException | ShutdownSignalException e) {
            call.fail(problems.notTaken("The broker is not reachable"));
        }
    }

    private void onAnswer(Delivery delivery) {
        Message answer =
                new Message(
                        delivery.getBody(),
                        PROPERTIES.toMessageProperties(
                                delivery.getProperties(), delivery.getEnvelope(), "UTF-8"));
        calls.answered(delivery.getProperties().getCorrelationId(), answer);
    }

    private void onReturned(AMQP.BasicProperties request) {
        Call call = calls.find(request.getCorrelationId());
        if (call != null) {
            emit(RETURNED, call);
            call.fail(problems.noServer());
        }
    }

    private void onConfirmed(long number, boolean multiple) {
        for (Call call : unconfirmed.settle(number, multiple)) {
            emit(CONFIRMED, call);
            call.taken().complete(null);
        }
    }

    private void onRefused(long number, boolean multiple) {
        for (Call call : unconfirmed.settle(number, multiple)) {
            emit(REFUSED, call);
            call.fail(
                    problems.notTaken(
                            "The broker did not take the request: the queue is full or unavailable"));
        }
    }

    /** What has not been confirmed by then lies in front of a broker that does not read it. */
    private void onBlocked(String reason) {
        blocked = true;
        unconfirmed.failAll(problems.notTaken("The broker has run low on memory or disk"));
    }

    private void onUnblocked() {
        blocked = false;
    }

    private void emit(MessageEvent.Type type, Call call) {
        events.emit(MessageEvent.outgoing(type, "", RpcTopology.QUEUE, call.request()));
    }
}
