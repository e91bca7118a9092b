package dev.rabbitpatterns.test;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The RabbitMQ that {@code BROKER_URI} names; its user has to be an administrator. */
final class NamedBroker extends RealBroker {

    private final URI uri;
    private final String[] credentials;

    NamedBroker(String uri) {
        this.uri = URI.create(uri);
        String userInfo = this.uri.getRawUserInfo();
        this.credentials = (userInfo != null ? userInfo : "guest:guest").split(":", 2);
    }

    @Override
    public String host() {
        return uri.getHost();
    }

    @Override
    public int port() {
        return uri.getPort() > 0 ? uri.getPort() : 5672;
    }

    @Override
    public String username() {
        return decode(credentials[0]);
    }

    @Override
    public String password() {
        return credentials.length > 1 ? decode(credentials[1]) : "";
    }

    @Override
    public String virtualHost() {
        String path = uri.getRawPath();
        return path == null || path.length() <= 1 ? "/" : decode(path.substring(1));
    }

    /** Drops any credentials of this address: the user is the one that BROKER_URI names. */
    @Override
    public @Nullable String managementUri() {
        String named = System.getenv("BROKER_MANAGEMENT_URI");
        return named == null ? null : named.replaceFirst("//[^/@]*@", "//");
    }

    @Override
    public Duration maxCounterAge() {
        return Duration.ofSeconds(5);
    }

    @Override
    public String ctl(String... arguments) {
        String command = System.getenv("BROKER_CTL");
        if (command == null) {
            throw new IllegalStateException(
                    "This test stops or changes the broker. Set BROKER_CTL to the command"
                            + " that runs rabbitmqctl on it,"
                            + " such as BROKER_CTL='docker exec rabbit rabbitmqctl'.");
        }
        return Command.run(
                        Stream.concat(Stream.of(command.split(" ")), Stream.of(arguments)).toList())
                .orThrow();
    }

    @Override
    public String toString() {
        return "the RabbitMQ that BROKER_URI names (" + host() + ":" + port() + ")";
    }

    private static String decode(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }
}
