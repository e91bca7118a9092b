package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What RabbitMQ's own client says in an awkward way. */
public final class Channels {

    private Channels() {}

    /** Opens a channel, or fails if the connection has as many as the broker allows. */
    public static Channel open(Connection connection) throws IOException {
        return connection
                .openChannel()
                .orElseThrow(() ->
                        new IOException(
                                "The connection has as many channels as the broker allows"));
    }

    /** How the broker closed the channel, if that is what caused the failure. */
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
