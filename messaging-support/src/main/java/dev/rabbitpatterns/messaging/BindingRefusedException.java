package dev.rabbitpatterns.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;

/**
 * Says why the broker does not bind a queue by a rule that looked legal: each version has limits of
 * its own.
 */
final class BindingRefusedException extends IOException {

    private static final String PREFIX = "PRECONDITION_FAILED - ";

    BindingRefusedException(IOException refusal) {
        super(words(refusal), refusal);
    }

    static boolean isMeantBy(IOException failure) {
        return words(failure).startsWith(PREFIX);
    }

    /** The broker's own, such as how many wildcards a pattern may have. */
    String reason() {
        return String.valueOf(getMessage()).substring(PREFIX.length());
    }

    private static String words(IOException failure) {
        return failure.getCause() instanceof ShutdownSignalException signal
                        && signal.getReason() instanceof AMQP.Channel.Close close
                ? close.getReplyText()
                : "";
    }
}
