package dev.rabbitpatterns.messaging.outbox;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.tracing.MessageTrace;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Publishes messages if, and only if, the transaction that adds them commits. */
public class Outbox {

    private final OutboxTable table;
    private final TextMessageConverter converter;
    private final OutboxRelay relay;
    private final MessageTrace trace;

    Outbox(
            OutboxTable table,
            TextMessageConverter converter,
            OutboxRelay relay,
            MessageTrace trace) {
        this.table = table;
        this.converter = converter;
        this.relay = relay;
        this.trace = trace;
    }

    /** Adds a message to the caller's transaction, which has to exist. */
    public void add(OutboxMessage message) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("Only a transaction can add to the outbox");
        }
        // Refuses now what could not be published later.
        converter.toMessage(message.text(), message.id());
        table.add(message, trace.current().orElse(null));
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        relay.wake();
                    }
                });
    }
}
