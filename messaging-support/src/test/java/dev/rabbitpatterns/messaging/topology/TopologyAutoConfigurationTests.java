package dev.rabbitpatterns.messaging.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TopologyAutoConfigurationTests {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(
                                    TopologyAutoConfiguration.class,
                                    RabbitAutoConfiguration.class,
                                    SslAutoConfiguration.class));

    @Test
    void backsOffForACustomAdmin() {
        AmqpAdmin other = mock();

        runner.withBean(AmqpAdmin.class, () -> other)
                .run(context ->
                        assertThat(context)
                                .hasSingleBean(AmqpAdmin.class)
                                .doesNotHaveBean(DeclaringAdmin.class));
    }

    @Test
    void treatsAnEmptyAddressOfTheManagementApiAsUnset() {
        runner.withPropertyValues("messaging.management.uris=")
                .run(context ->
                        assertThat(context.getBean(ManagementProperties.class).uris()).isEmpty());
    }
}
