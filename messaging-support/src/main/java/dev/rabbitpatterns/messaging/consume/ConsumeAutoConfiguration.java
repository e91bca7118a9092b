package dev.rabbitpatterns.messaging.consume;

import dev.rabbitpatterns.messaging.Deliveries;
import dev.rabbitpatterns.messaging.MessagingAutoConfiguration;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpRejectAndDontRequeueException;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.listener.ConditionalRejectingErrorHandler;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.retry.MessageRecoverer;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.amqp.autoconfigure.SimpleRabbitListenerContainerFactoryConfigurer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.retry.RetryPolicy;

/**
 * Auto-configuration of what a consumer needs:
 *
 * <ul>
 *   <li>{@link BoundedRetry}, and a listener container factory with it around every listener
 *   <li>{@link Deduplicator}: a duplicate has no second effect
 *   <li>{@link PullConsumer}: takes one message on request
 *   <li>{@link Inbox}: lists the last messages received
 *   <li>{@link PassThroughConverter}: for a listener that reads and answers messages itself
 * </ul>
 *
 * <p>Each bean backs off in favour of one that the application defines. A message that fails every
 * attempt goes to the {@link MessageRecoverer}. One that replaces the dead letters has to be {@code
 * Primary}.
 */
@AutoConfiguration(after = MessagingAutoConfiguration.class, before = RabbitAutoConfiguration.class)
@ConditionalOnClass(RabbitTemplate.class)
@EnableConfigurationProperties(ConsumeProperties.class)
public final class ConsumeAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ConsumeAutoConfiguration.class);

    @Bean
    @ConditionalOnMissingBean
    Deduplicator deduplicator(ConsumeProperties properties) {
        return Deduplicator.inMemory(properties.dedupCacheSize());
    }

    @Bean
    @ConditionalOnMissingBean
    Inbox inbox(ConsumeProperties properties) {
        return new Inbox(properties.maxKept(), properties.maxKeptSize());
    }

    @Bean
    @ConditionalOnMissingBean
    PullConsumer pullConsumer(
            ConnectionFactory connections,
            TextMessageConverter converter,
            MessageRecoverer recoverer,
            MessageEvents events) {
        return new PullConsumer(connections, converter, recoverer, events);
    }

    @Bean(defaultCandidate = false)
    @ConditionalOnMissingBean
    PassThroughConverter passThroughConverter() {
        return new PassThroughConverter();
    }

    @Bean
    @ConditionalOnMissingBean
    BoundedRetry boundedRetry(
            RabbitProperties rabbit, MessageRecoverer recoverer, MessageEvents events) {
        return new BoundedRetry(retryPolicy(rabbit), recoverer, events);
    }

    @Bean
    @ConditionalOnMissingBean(name = "rabbitListenerContainerFactory")
    SimpleRabbitListenerContainerFactory rabbitListenerContainerFactory(
            SimpleRabbitListenerContainerFactoryConfigurer configurer,
            ConnectionFactory connections,
            RabbitProperties rabbit,
            BoundedRetry boundedRetry,
            ConsumeProperties properties) {
        Integer batchSize = rabbit.getListener().getSimple().getBatchSize();
        boolean acknowledgesInBatches = batchSize != null && batchSize > 1;
        long maxAckDelay = properties.maxAckDelay().toMillis();
        SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
        configurer.configure(factory, connections);
        factory.setAdviceChain(boundedRetry);
        // Otherwise a header could turn one message into millions of deliveries.
        factory.setDeBatchingEnabled(false);
        factory.setErrorHandler(new QuietWhileRequeued());
        long reconnect = properties.reconnectInterval().toMillis();
        factory.setRecoveryInterval(reconnect);
        factory.setContainerCustomizer(container -> {
            container.setMessageAckListener(boundedRetry);
            container.setMessagePropertiesConverter(Deliveries.PROPERTIES);
            container.setShutdownTimeout(properties.shutdownTimeout().toMillis());
            container.setForceCloseChannel(true);
            // Also the wait if the broker is lost again while the container looks for its queue.
            container.setFailedDeclarationRetryInterval(reconnect);
            // Keep retrying: credentials may be rotated back.
            container.setPossibleAuthenticationFailureFatal(false);
            // Also how soon an idle consumer notices that it should stop, or that the broker is
            // gone.
            container.setReceiveTimeout(maxAckDelay);
            if (acknowledgesInBatches) {
                container.setBatchReceiveTimeout(maxAckDelay);
            }
        });
        return factory;
    }

    /** The reason for requeueing is logged once, when it begins. */
    private static final class QuietWhileRequeued extends ConditionalRejectingErrorHandler {

        @Override
        protected void log(Throwable failure) {
            if (failure.getCause() instanceof ImmediateRequeueAmqpException) {
                log.debug("A message is requeued", failure);
            } else {
                super.log(failure);
            }
        }
    }

    /** Boot's {@code spring.rabbitmq.listener.simple.retry}, for failures that a retry may cure. */
    private static RetryPolicy retryPolicy(RabbitProperties rabbit) {
        RabbitProperties.ListenerRetry retry = rabbit.getListener().getSimple().getRetry();
        return RetryPolicy.builder()
                .maxRetries(retry.isEnabled() ? retry.getMaxRetries() : 0)
                .delay(retry.getInitialInterval())
                .multiplier(retry.getMultiplier())
                .maxDelay(retry.getMaxInterval())
                .predicate(failure -> !isHopeless(failure))
                .build();
    }

    private static boolean isHopeless(@Nullable Throwable failure) {
        return failure instanceof MessageConversionException
                || failure instanceof AmqpRejectAndDontRequeueException
                || (failure != null && isHopeless(failure.getCause()));
    }
}
