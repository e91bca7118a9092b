package dev.rabbitpatterns.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionNameStrategy;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.amqp.autoconfigure.SimpleRabbitListenerContainerFactoryConfigurer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.http.converter.StringHttpMessageConverter;

/**
 * Auto-configuration of what every pattern needs before production:
 *
 * <ul>
 *   <li>{@link TextMessageConverter}: text on the wire, and nothing else in the body
 *   <li>{@link ConfirmedPublisher}: returns when the broker has the message
 *   <li>a listener container factory with {@link BoundedRetry} and {@link DeadLetters}: nothing is
 *       retried for ever, nothing dropped
 *   <li>{@link OneEffect}: a duplicate has no second effect
 *   <li>{@link DeclaringAdmin}: declares the topology and says plainly when the broker has another
 *   <li>{@link MessageEvents}: every step of a message's life, counted and streamed
 *   <li>on the web: {@code GET /events}, {@code GET /topology}, and every failure as a {@linkplain
 *       ProblemDetails problem}
 * </ul>
 *
 * <p>Each bean gives way to one of the application's own.
 */
@AutoConfiguration(before = RabbitAutoConfiguration.class)
@EnableConfigurationProperties({MessagingProperties.class, RabbitProperties.class})
public final class MessagingAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    TextMessageConverter textMessageConverter(
            @Value("${spring.application.name:messaging}") String name,
            MessagingProperties properties) {
        return new TextMessageConverter(name, properties.rest().maxTextSize());
    }

    @Bean
    @ConditionalOnMissingBean
    MessageEvents messageEvents(MeterRegistry meters, MessagingProperties properties) {
        return new MessageEvents(meters, properties.events());
    }

    @Bean
    @ConditionalOnMissingBean(ConfirmedPublisher.class)
    PublisherConnection publisherConnection(
            CachingConnectionFactory connections,
            CachingConnectionFactoryConfigurer settings,
            @Value("${spring.application.name:messaging}") String name) {
        return new PublisherConnection(connections, settings, name);
    }

    @Bean
    @ConditionalOnMissingBean(ConfirmedPublisher.class)
    GroupCommit groupCommit(PublisherConnection connection, MessagingProperties properties) {
        return new GroupCommit(
                onWord -> ConfirmChannel.open(connection.get(), onWord),
                properties.publish().maxPending());
    }

    @Bean
    @ConditionalOnMissingBean
    ConfirmedPublisher confirmedPublisher(
            GroupCommit channel,
            MessageEvents events,
            RabbitProperties rabbit,
            ObjectProvider<ObservationRegistry> observations,
            MessagingProperties properties) {
        ObservationRegistry observed =
                rabbit.getTemplate().isObservationEnabled()
                        ? observations.getIfAvailable(() -> ObservationRegistry.NOOP)
                        : ObservationRegistry.NOOP;
        return new ConfirmedPublisher(
                channel,
                events,
                new PublishObservation(observed),
                properties.publish().confirmTimeout());
    }

    @Bean
    @ConditionalOnMissingBean
    ConnectionNameStrategy connectionNameStrategy(
            @Value("${spring.application.name:messaging}") String name) {
        return factory -> name;
    }

    @Bean
    @ConditionalOnMissingBean(AmqpAdmin.class)
    DeclaringAdmin topologyAdmin(ConnectionFactory connections) {
        return new DeclaringAdmin(connections);
    }

    @Bean
    @ConditionalOnMissingBean(name = "topologyHealthIndicator")
    HealthIndicator topologyHealthIndicator(ObjectProvider<DeclaringAdmin> admin) {
        return () -> {
            String fault =
                    admin.stream()
                            .map(DeclaringAdmin::fault)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(null);
            return fault == null
                    ? Health.up().build()
                    : Health.down().withDetail("refused", fault).build();
        };
    }

    @Bean
    @ConditionalOnMissingBean
    TopologyReport topologyReport(
            ObjectProvider<Declarables> declared,
            ObjectProvider<Exchange> exchanges,
            AmqpAdmin admin,
            ConnectionFactory connections,
            ObjectProvider<RabbitListenerEndpointRegistry> listeners,
            ObjectProvider<Subscribers> subscribers,
            MessagingProperties properties) {
        MessagingProperties.Management management = properties.management();
        Optional<ManagementApi> managementApi =
                Optional.ofNullable(management.uri())
                        .map(uri ->
                                new ManagementApi(uri, management, connections.getVirtualHost()));
        List<Declarable> all =
                Stream.<Declarable>concat(
                                exchanges.stream(),
                                declared.stream().flatMap(some -> some.getDeclarables().stream()))
                        .toList();
        return new TopologyReport(all, admin, connections, listeners, subscribers, managementApi);
    }

    @Bean
    PolicyCheck policyCheck(TopologyReport report) {
        return new PolicyCheck(report, Duration.ofSeconds(3));
    }

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

    @Bean
    @ConditionalOnMissingBean
    DeadLetterQueue deadLetterQueue(
            ConnectionFactory connections,
            ConfirmedPublisher publisher,
            MessagingProperties properties) {
        return new DeadLetterQueue(connections, publisher, properties.deadLetters().listed());
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

    @Bean
    @ConditionalOnMissingBean(name = "rabbitListenerContainerFactory")
    SimpleRabbitListenerContainerFactory rabbitListenerContainerFactory(
            SimpleRabbitListenerContainerFactoryConfigurer configurer,
            ConnectionFactory connections,
            RabbitProperties rabbit,
            DeadLetters deadLetters,
            MessageEvents events,
            MessagingProperties properties) {
        BoundedRetry boundedRetry = new BoundedRetry(retryPolicy(rabbit), deadLetters, events);
        SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
        configurer.configure(factory, connections);
        factory.setAdviceChain(boundedRetry);
        factory.setContainerCustomizer(container -> {
            container.setMessageAckListener(boundedRetry);
            container.setShutdownTimeout(properties.deliveries().shutdownTimeout().toMillis());
            container.setForceCloseChannel(true);
            // A password that is changed is a password that can be changed back.
            container.setPossibleAuthenticationFailureFatal(false);
        });
        return factory;
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

    /** What the library adds to a web application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Web {

        @Bean
        @ConditionalOnMissingBean
        Inbox inbox(MessagingProperties properties) {
            return new Inbox(properties.deliveries().kept(), properties.deliveries().keptSize());
        }

        @Bean
        @ConditionalOnMissingBean
        ProblemDetails problemDetails(MessagingProperties properties) {
            return new ProblemDetails(properties.publish().retryAfter());
        }

        /** A sender that is slow, on purpose or not, holds its own thread and nobody else's. */
        @Bean
        TomcatProtocolHandlerCustomizer<?> threadForEachRequest() {
            return handler -> handler.setExecutor(new VirtualThreadExecutor("request-"));
        }

        @Bean
        RequestSizeLimit requestSizeLimit(MessagingProperties properties) {
            return new RequestSizeLimit(properties.rest().maxRequestSize());
        }

        @Bean
        @ConditionalOnMissingBean
        SameOriginOnly sameOriginOnly(MessagingProperties properties) {
            return new SameOriginOnly(properties.rest().allowedHosts());
        }

        @Bean
        @ConditionalOnMissingBean(StringHttpMessageConverter.class)
        StrictTextConverter strictTextConverter() {
            return new StrictTextConverter();
        }

        @Bean
        EventsController eventsController(MessageEvents events, MessagingProperties properties) {
            return new EventsController(events, properties.events());
        }

        @Bean
        TopologyController topologyController(TopologyReport report) {
            return new TopologyController(report);
        }
    }
}
