package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.rabbit.connection.RabbitUtils;

/** Shortcuts for channels of RabbitMQ's own client. */
public final class Channels {

    private Channels() {}

    /** Opens a channel, or fails if the connection has reached the broker's limit. */
    public static Channel open(Connection connection) throws IOException {
        return connection
                .openChannel()
                .orElseThrow(() ->
                        new IOException(
                                "The connection has as many channels as the broker allows"));
    }

    /**
     * The state of a queue, or empty if the broker has none of this name; that closes the channel.
     * {@code AmqpAdmin.getQueueInfo} also finds none if the broker does not answer.
     */
    public static Optional<AMQP.Queue.DeclareOk> queue(Channel channel, String name)
            throws IOException {
        try {
            return Optional.of(channel.queueDeclarePassive(name));
        } catch (IOException e) {
            if (refusal(e).filter(close -> close.getReplyCode() == AMQP.NOT_FOUND).isPresent()) {
                return Optional.empty();
            }
            // A late answer would be taken for that of the channel's next question.
            RabbitUtils.setPhysicalCloseRequired(channel, true);
            throw e;
        }
    }

    /** The broker's reason for closing the channel, if that is what caused the failure. */
    public static Optional<AMQP.Channel.Close> refusal(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal
                    && signal.getReason() instanceof AMQP.Channel.Close close) {
                return Optional.of(close);
            }
        }
        return Optional.empty();
    }
}
