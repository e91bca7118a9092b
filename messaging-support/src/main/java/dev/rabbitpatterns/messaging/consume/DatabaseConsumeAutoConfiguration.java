package dev.rabbitpatterns.messaging.consume;

import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import javax.sql.DataSource;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Auto-configuration of a consumer that has a database:
 *
 * <ul>
 *   <li>{@link JdbcDeduplicator} instead of the one in memory; its table comes from the Flyway
 *       migrations in {@code classpath:db/messaging}
 *   <li>{@link RequeuedWithoutDatabase}: if the database fails, a message is not dead-lettered
 * </ul>
 */
@AutoConfiguration(
        before = ConsumeAutoConfiguration.class,
        afterName =
                "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration")
@ConditionalOnClass({RabbitTemplate.class, JdbcClient.class})
@ConditionalOnSingleCandidate(DataSource.class)
@EnableConfigurationProperties(ConsumeProperties.class)
public final class DatabaseConsumeAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(Deduplicator.class)
    JdbcDeduplicator jdbcDeduplicator(
            DataSource database,
            PlatformTransactionManager transactions,
            ConsumeProperties properties) {
        return new JdbcDeduplicator(
                JdbcClient.create(database),
                new TransactionTemplate(transactions),
                properties.dedupRetention());
    }

    @Bean
    @Primary
    @ConditionalOnMissingBean
    RequeuedWithoutDatabase requeuedWithoutDatabase(
            DeadLetters deadLetters, ConsumeProperties properties) {
        return new RequeuedWithoutDatabase(deadLetters, properties.databaseRetryAfter());
    }
}
