package dev.rabbitpatterns.messaging.outbox;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishAutoConfiguration;
import dev.rabbitpatterns.messaging.tracing.MessageTrace;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Auto-configuration of a producer that has a database:
 *
 * <ul>
 *   <li>{@link Outbox}: publishes what a transaction adds, if it commits
 *   <li>{@link OutboxRelay}: the thread that publishes it, and the gauge {@code
 *       messaging.outbox.pending}
 *   <li>{@link DatabaseProblems}: on the web, reports failures of the database as problems
 * </ul>
 */
@AutoConfiguration(
        after = PublishAutoConfiguration.class,
        afterName =
                "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration")
@ConditionalOnClass({RabbitTemplate.class, JdbcClient.class})
@ConditionalOnSingleCandidate(DataSource.class)
@EnableConfigurationProperties(OutboxProperties.class)
public final class OutboxAutoConfiguration {

    @Bean
    OutboxTable outboxTable(DataSource database) {
        return new OutboxTable(JdbcClient.create(database));
    }

    @Bean
    OutboxRelay outboxRelay(
            OutboxTable table,
            PlatformTransactionManager transactions,
            ConfirmedPublisher publisher,
            TextMessageConverter converter,
            MessageTrace trace,
            OutboxProperties properties,
            MeterRegistry meters) {
        AtomicLong pending = new AtomicLong();
        Gauge.builder("messaging.outbox.pending", pending, AtomicLong::get)
                .description("Rows of the outbox that are not published yet.")
                .strongReference(true)
                .register(meters);
        return new OutboxRelay(
                table,
                new TransactionTemplate(transactions),
                publisher,
                converter,
                trace,
                properties,
                pending);
    }

    @Bean
    Outbox outbox(
            OutboxTable table,
            TextMessageConverter converter,
            OutboxRelay relay,
            MessageTrace trace) {
        return new Outbox(table, converter, relay, trace);
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    DatabaseProblems databaseProblems() {
        return new DatabaseProblems();
    }
}
