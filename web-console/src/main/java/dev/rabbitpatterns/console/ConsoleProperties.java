package dev.rabbitpatterns.console;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The services that the console shows, and the limits of what it does for browsers.
 *
 * @param services the services by name; nothing else can be reached through the console
 * @param sharedPaths the paths that every service has
 * @param zipkin the Zipkin that has the traces of the messages, at its address for browsers; the
 *     page links to no traces without it
 * @param connectTimeout how long a service may take to accept a connection
 * @param answerTimeout how long a service may take to begin its answer
 * @param idleTimeout how long a stream may be silent before it counts as dead; a service sends a
 *     heartbeat every 15 seconds
 * @param reconnectAfter how long to wait before a broken live stream is opened again
 * @param heartbeat how often a silent live stream sends a heartbeat to the browser
 * @param maxStreams how many answers may be in flight at once
 * @param sslBundle the bundle with the authority that the services' certificates are from; empty
 *     for those that the JVM trusts
 */
@Validated
@ConfigurationProperties("console")
record ConsoleProperties(
        @NotEmpty Map<@Pattern(regexp = "[a-z][a-z0-9-]*[a-z]") String, @Valid Service> services,
        @NotNull @DefaultValue List<@Pattern(regexp = PATH) String> sharedPaths,
        @Nullable URI zipkin,
        @DurationMin(millis = 1) @DefaultValue("2s") Duration connectTimeout,
        @DurationMin(millis = 1) @DefaultValue("30s") Duration answerTimeout,
        @DurationMin(millis = 1) @DefaultValue("60s") Duration idleTimeout,
        @DurationMin(millis = 1) @DefaultValue("2s") Duration reconnectAfter,
        @DurationMin(millis = 1) @DefaultValue("10s") Duration heartbeat,
        @Min(1) @DefaultValue("200") int maxStreams,
        @DefaultValue("") String sslBundle) {

    private static final String PATH = "(/[a-z0-9-]+)+";

    /**
     * A service that the console shows.
     *
     * @param urls its addresses; each IP address of a host name counts as one instance
     * @param paths the paths that can be reached, with everything below them
     */
    record Service(
            @NotEmpty List<URI> urls,
            @NotNull @DefaultValue List<@Pattern(regexp = PATH) String> paths) {}

    Service service(String name) {
        return Objects.requireNonNull(services.get(name), name);
    }

    boolean reaches(String service, String path) {
        return Stream.concat(sharedPaths.stream(), service(service).paths().stream())
                .anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"));
    }
}
