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
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Which services the console shows, and the bounds of what it does for a browser.
 *
 * @param services the services by name; nothing else can be reached through the console
 * @param sharedPaths what every one of them answers
 * @param allowedHosts the names by which a browser may call the console, without the port
 * @param maxRequestSize the longest request body that is forwarded
 * @param maxRequestsSize how much all requests that are under way may carry together
 * @param connectTimeout how long a service may take to accept a connection
 * @param answerTimeout how long a request may take to arrive, and a service to begin its answer
 * @param idleTimeout how long a stream may be silent before it is taken for dead; a service shows
 *     every 15 seconds that it is alive
 * @param reconnectAfter how long to wait before a live stream that broke is opened again
 * @param heartbeat how often a silent live stream shows a browser that it is alive
 * @param maxStreams how many answers may be under way at once
 */
@Validated
@ConfigurationProperties("console")
record ConsoleProperties(
        @NotEmpty Map<@Pattern(regexp = "[a-z][a-z-]*[a-z]") String, @Valid Service> services,
        @NotNull @DefaultValue List<@Pattern(regexp = PATH) String> sharedPaths,
        @NotEmpty Set<String> allowedHosts,
        @NotNull @DefaultValue("1MB") DataSize maxRequestSize,
        @NotNull @DefaultValue("16MB") DataSize maxRequestsSize,
        @DurationMin(millis = 1) @DefaultValue("2s") Duration connectTimeout,
        @DurationMin(millis = 1) @DefaultValue("30s") Duration answerTimeout,
        @DurationMin(millis = 1) @DefaultValue("60s") Duration idleTimeout,
        @DurationMin(millis = 1) @DefaultValue("2s") Duration reconnectAfter,
        @DurationMin(millis = 1) @DefaultValue("10s") Duration heartbeat,
        @Min(1) @DefaultValue("200") int maxStreams) {

    private static final String PATH = "(/[a-z0-9-]+)+";

    /**
     * A service that the console shows.
     *
     * @param urls where it is; a name that stands for several addresses stands for as many
     *     instances
     * @param paths what of it can be reached, with everything below
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
