package dev.rabbitpatterns.messaging.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;

class RequeuedWithoutDatabaseTests {

    private static final Message MESSAGE = new Message(new byte[0]);

    private final List<Throwable> deadLettered = new ArrayList<>();
    private final RequeuedWithoutDatabase recoverer =
            new RequeuedWithoutDatabase(
                    (message, failure) -> deadLettered.add(failure), Duration.ofMillis(1));

    @Test
    void aFailureOfTheDatabaseReturnsTheMessageToItsQueue() {
        for (Throwable fault :
                List.of(
                        new CannotCreateTransactionException("away"),
                        new IllegalStateException(
                                new DataAccessResourceFailureException("gone")))) {
            assertThatExceptionOfType(ImmediateRequeueAmqpException.class)
                    .isThrownBy(() -> recoverer.recover(MESSAGE, fault));
        }
        assertThat(deadLettered).isEmpty();
    }

    @Test
    void everyOtherFailureIsThatOfTheMessage() {
        Throwable ours = new IllegalStateException("poison");
        Throwable refused = new DataIntegrityViolationException("no such order");

        recoverer.recover(MESSAGE, ours);
        recoverer.recover(MESSAGE, refused);

        assertThat(deadLettered).containsExactly(ours, refused);
    }
}
