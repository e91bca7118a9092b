package dev.rabbitpatterns.messaging.consume;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.retry.MessageRecoverer;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.transaction.TransactionException;

/**
 * Returns a message to its queue if the database has failed, until that is back: every message
 * would fail, and none of them is at fault. Others take their way to the dead letters.
 */
final class RequeuedWithoutDatabase implements MessageRecoverer {

    private final MessageRecoverer others;
    private final Duration wait;

    RequeuedWithoutDatabase(MessageRecoverer others, Duration wait) {
        this.others = others;
        this.wait = wait;
    }

    @Override
    public void recover(Message message, Throwable failure) {
        Throwable fault = databaseFault(failure);
        if (fault == null) {
            others.recover(message, failure);
            return;
        }
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ImmediateRequeueAmqpException("The database failed: " + fault, fault);
    }

    private static @Nullable Throwable databaseFault(@Nullable Throwable failure) {
        return failure == null || isDatabaseFault(failure)
                ? failure
                : databaseFault(failure.getCause());
    }

    /** Not what the message or the statement is to blame for. */
    private static boolean isDatabaseFault(Throwable failure) {
        return switch (failure) {
            case DataIntegrityViolationException _ -> false;
            case InvalidDataAccessApiUsageException _ -> false;
            case InvalidDataAccessResourceUsageException _ -> false;
            default ->
                    failure instanceof DataAccessException
                            || failure instanceof TransactionException;
        };
    }
}
