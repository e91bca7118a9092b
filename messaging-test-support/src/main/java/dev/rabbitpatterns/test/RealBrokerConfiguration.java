package dev.rabbitpatterns.test;

import java.util.List;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.context.ImportTestcontainers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.test.context.DynamicPropertyRegistrar;

/** Connects an application under test to the {@link RealBroker}. */
@TestConfiguration(proxyBeanMethods = false)
public class RealBrokerConfiguration {

    /** Uses the container's service connection, if there is a container. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(InDocker.class)
    @ImportTestcontainers(DockerBroker.SharedContainer.class)
    static class Container {}

    /** Uses the broker's address otherwise. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(WithoutDocker.class)
    static class Address {

        @Bean
        RabbitConnectionDetails realBroker() {
            return new ByAddress(RealBroker.get());
        }
    }

    @Bean
    DynamicPropertyRegistrar managementOfRealBroker() {
        return registry ->
                RealBroker.get()
                        .managementProperties()
                        .forEach((name, value) -> registry.add(name, () -> value));
    }

    private record ByAddress(RealBroker broker) implements RabbitConnectionDetails {

        @Override
        public String getUsername() {
            return broker.username();
        }

        @Override
        public String getPassword() {
            return broker.password();
        }

        @Override
        public String getVirtualHost() {
            return broker.virtualHost();
        }

        @Override
        public List<Address> getAddresses() {
            return List.of(new Address(broker.host(), broker.port()));
        }
    }

    static class InDocker implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return RealBroker.get() instanceof DockerBroker;
        }
    }

    static class WithoutDocker extends InDocker {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !super.matches(context, metadata);
        }
    }
}
