package dev.rabbitpatterns.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionNameStrategy;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Auto-configuration of what both sides of every pattern need before production; what each has of
 * its own is in {@link PublishingAutoConfiguration} and {@link ConsumingAutoConfiguration}.
 *
 * <ul>
 *   <li>{@link TextMessageConverter}: text on the wire, and nothing else in the body
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
        RequestBodies requestBodies(MessagingProperties properties) {
            return new RequestBodies(properties.rest(), properties.publish().retryAfter());
        }

        @Bean
        KeyReuse keyReuse(MessagingProperties properties) {
            return new KeyReuse(properties.rest().rememberedKeys());
        }

        @Bean
        @ConditionalOnMissingBean
        SameOriginOnly sameOriginOnly(
                MessagingProperties properties,
                @Lazy @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
            return new SameOriginOnly(properties.rest().allowedHosts(), problems);
        }

        @Bean
        AuditLog auditLog() {
            return new AuditLog();
        }

        @Bean
        StreamsAnswerGetOnly streamsAnswerGetOnly() {
            return new StreamsAnswerGetOnly();
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
