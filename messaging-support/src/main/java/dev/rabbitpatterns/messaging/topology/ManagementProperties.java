package dev.rabbitpatterns.messaging.topology;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the broker's management API is.
 *
 * @param uris where the management API is, on every node of a cluster; without one, the topology
 *     shows only what AMQP reports
 * @param username a user with the monitoring tag
 * @param password that user's password
 * @param timeout how long to wait for an answer
 * @param sslBundle the bundle with the authority that its certificate is from; empty for those that
 *     the JVM trusts
 */
@Validated
@ConfigurationProperties("messaging.management")
record ManagementProperties(
        @DefaultValue List<URI> uris,
        @DefaultValue("monitoring") String username,
        @DefaultValue("") String password,
        @DurationMin(millis = 1) @DefaultValue("2s") Duration timeout,
        @DefaultValue("") String sslBundle) {}
