package dev.rabbitpatterns.messaging;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.listener.ConditionalRejectingErrorHandler;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.amqp.autoconfigure.SimpleRabbitListenerContainerFactoryConfigurer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.retry.RetryPolicy;

/**
 * Auto-configuration of what a consumer needs:
 *
 * <ul>
 *   <li>{@link BoundedRetry} and {@link DeadLetters}, and a listener container factory that has
 *       them: nothing is retried for ever, nothing dropped
 *   <li>{@link OneEffect}: a duplicate has no second effect
 *   <li>{@link DeadLetterQueue}: what failed can be looked at, and replayed
 *   <li>{@link PullConsumer}: takes one message by hand
 * </ul>
 *
 * <p>Each bean gives way to one of the application's own.
 */
@AutoConfiguration(after = MessagingAutoConfiguration.class, before = RabbitAutoConfiguration.class)
public final class ConsumingAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ConsumingAutoConfiguration.class);

    @Bean
    @ConditionalOnMissingBean
    OneEffect oneEffect(MessagingProperties properties) {
        return new InMemoryOneEffect(properties.deliveries().remembered());
    }

    @Bean
    @ConditionalOnMissingBean
    ConfirmedMove confirmedMove(
            ConfirmedPublisher publisher, AmqpAdmin admin, MessagingProperties properties) {
        return new ConfirmedMove(publisher, admin, properties.deadLetters().retryDelay());
    }

    @Bean
    @ConditionalOnMissingBean
    DeadLetters deadLetters(ConfirmedMove move, MessageEvents events) {
        return new DeadLetters(move, events);
    }

    /** A service that cannot set aside what fails says that it is not ready. */
    @Bean
    @ConditionalOnMissingBean(name = "deadLettersHealthIndicator")
    HealthIndicator deadLettersHealthIndicator(ConfirmedMove move) {
        return () -> {
            Set<String> refusing = move.refusing();
            return refusing.isEmpty()
                    ? Health.up().build()
                    : Health.down().withDetail("refusing", refusing).build();
        };
    }

    @Bean
    @ConditionalOnMissingBean
    DeadLetterQueue deadLetterQueue(
            ConnectionFactory connections,
            ConfirmedPublisher publisher,
            MessagingProperties properties) {
        return new DeadLetterQueue(connections, publisher, properties.deadLetters());
    }

    @Bean
    @ConditionalOnMissingBean
    PullConsumer pullConsumer(
            ConnectionFactory connections,
            TextMessageConverter converter,
            DeadLetters deadLetters,
            MessageEvents events) {
        return new PullConsumer(connections, converter, deadLetters, events);
    }

    @Bean(name = AsItIs.NAME, defaultCandidate = false)
    @ConditionalOnMissingBean
    AsItIs asItIs() {
        return new AsItIs();
    }

    @Bean
    @ConditionalOnMissingBean
    BoundedRetry boundedRetry(
            RabbitProperties rabbit, DeadLetters deadLetters, MessageEvents events) {
        return new BoundedRetry(retryPolicy(rabbit), deadLetters, events);
    }

    @Bean
    @ConditionalOnMissingBean(name = "rabbitListenerContainerFactory")
    SimpleRabbitListenerContainerFactory rabbitListenerContainerFactory(
            SimpleRabbitListenerContainerFactoryConfigurer configurer,
            ConnectionFactory connections,
            RabbitProperties rabbit,
            BoundedRetry boundedRetry,
            MessagingProperties properties) {
        Integer batchSize = rabbit.getListener().getSimple().getBatchSize();
        boolean manyAtOnce = batchSize != null && batchSize > 1;
        long acknowledgeWithin = properties.deliveries().acknowledgeWithin().toMillis();
        SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
        configurer.configure(factory, connections);
        factory.setAdviceChain(boundedRetry);
        // By a header, any sender could make millions of deliveries of one message.
        factory.setDeBatchingEnabled(false);
        factory.setErrorHandler(new QuietWhileRequeued());
        long reconnect = properties.deliveries().reconnect().toMillis();
        factory.setRecoveryInterval(reconnect);
        factory.setContainerCustomizer(container -> {
            container.setMessageAckListener(boundedRetry);
            container.setShutdownTimeout(properties.deliveries().shutdownTimeout().toMillis());
            container.setForceCloseChannel(true);
            // Also what it waits if it loses the broker again while it looks for its queue.
            container.setFailedDeclarationRetryInterval(reconnect);
            // A password that is changed is a password that can be changed back.
            container.setPossibleAuthenticationFailureFatal(false);
            if (manyAtOnce) {
                container.setBatchReceiveTimeout(acknowledgeWithin);
                container.setReceiveTimeout(acknowledgeWithin);
            }
        });
        return factory;
    }

    /** Why a message goes back to its queue was logged once, when that began. */
    private static final class QuietWhileRequeued extends ConditionalRejectingErrorHandler {

        @Override
        protected void log(Throwable failure) {
            if (failure.getCause() instanceof ImmediateRequeueAmqpException) {
                log.debug("A message goes back", failure);
            } else {
                super.log(failure);
            }
        }
    }

    /**
     * Boot's {@code spring.rabbitmq.listener.simple.retry} properties; what can never be read is
     * not tried again.
     */
    private static RetryPolicy retryPolicy(RabbitProperties rabbit) {
        RabbitProperties.ListenerRetry retry = rabbit.getListener().getSimple().getRetry();
        return RetryPolicy.builder()
                .maxRetries(retry.isEnabled() ? retry.getMaxRetries() : 0)
                .delay(retry.getInitialInterval())
                .multiplier(retry.getMultiplier())
                .maxDelay(retry.getMaxInterval())
                .predicate(failure -> !causedBy(MessageConversionException.class, failure))
                .build();
    }

    private static boolean causedBy(Class<? extends Throwable> type, @Nullable Throwable failure) {
        return failure != null && (type.isInstance(failure) || causedBy(type, failure.getCause()));
    }
}
