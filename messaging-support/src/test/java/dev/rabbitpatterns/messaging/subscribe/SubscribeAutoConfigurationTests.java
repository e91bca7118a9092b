package dev.rabbitpatterns.messaging.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rabbitpatterns.messaging.MessagingAutoConfiguration;
import dev.rabbitpatterns.messaging.events.EventsAutoConfiguration;
import dev.rabbitpatterns.messaging.tracing.TracingAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.FanoutExchange;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

class SubscribeAutoConfigurationTests {

    private final WebApplicationContextRunner runner =
            new WebApplicationContextRunner()
                    .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                    .withConfiguration(
                            AutoConfigurations.of(
                                    MessagingAutoConfiguration.class,
                                    EventsAutoConfiguration.class,
                                    SubscribeAutoConfiguration.class,
                                    TracingAutoConfiguration.class,
                                    RabbitAutoConfiguration.class,
                                    SslAutoConfiguration.class));

    @Test
    void configuresSubscribersForAnExchangeWithoutABroker() {
        runner.withBean(FanoutExchange.class, "logs")
                .run(context ->
                        assertThat(context)
                                .hasNotFailed()
                                .hasSingleBean(Subscribers.class)
                                .hasSingleBean(SubscribersController.class));
    }

    @Test
    void configuresNoSubscribersWithoutAnExchange() {
        runner.run(
                context -> assertThat(context).hasNotFailed().doesNotHaveBean(Subscribers.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messaging.subscribe.max-subscribers=-1",
                "messaging.subscribe.max-subscribers=2001",
                "messaging.subscribe.max-bindings=0",
                "messaging.subscribe.max-kept=0",
                "messaging.subscribe.stream-buffer=0",
                "messaging.subscribe.heartbeat=1ms",
                "messaging.subscribe.prefetch=0",
                "messaging.subscribe.ack-batch-size=0",
                "messaging.subscribe.max-ack-delay=0s",
                "messaging.subscribe.reconnect-interval=0s"
            })
    void anInvalidPropertyPreventsStartup(String property) {
        runner.withBean(FanoutExchange.class, "logs")
                .withPropertyValues(property)
                .run(context -> assertThat(context).hasFailed());
    }
}
