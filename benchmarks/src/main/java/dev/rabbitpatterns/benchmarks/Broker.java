package dev.rabbitpatterns.benchmarks;

import com.rabbitmq.client.ConnectionFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * The RabbitMQ that all subjects use, from the environment variables that Spring Boot reads.
 *
 * @param host its host
 * @param port its AMQP port
 * @param username an administrator
 * @param password of the administrator
 * @param virtualHost usually /
 */
public record Broker(String host, int port, String username, String password, String virtualHost) {

    private static final Map<String, String> ENVIRONMENT = System.getenv();

    /** Reads {@code SPRING_RABBITMQ_HOST} and so on. */
    public static Broker fromEnvironment() {
        return new Broker(
                ENVIRONMENT.getOrDefault("SPRING_RABBITMQ_HOST", "127.0.0.1"),
                Integer.parseInt(ENVIRONMENT.getOrDefault("SPRING_RABBITMQ_PORT", "5672")),
                ENVIRONMENT.getOrDefault("SPRING_RABBITMQ_USERNAME", "admin"),
                ENVIRONMENT.getOrDefault("SPRING_RABBITMQ_PASSWORD", "admin-development"),
                ENVIRONMENT.getOrDefault("SPRING_RABBITMQ_VIRTUAL_HOST", "/"));
    }

    /** For connections as the administrator. */
    public ConnectionFactory connectionFactory() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(host);
        factory.setPort(port);
        factory.setUsername(username);
        factory.setPassword(password);
        factory.setVirtualHost(virtualHost);
        return factory;
    }

    String uri() {
        return "amqp://%s:%s@%s:%d/%s"
                .formatted(encode(username), encode(password), host, port, encode(virtualHost));
    }

    /**
     * The login of a service of the suite: its own user, if the broker has the suite's definitions.
     * Otherwise nothing, and the service logs in with the credentials in the environment.
     */
    static Map<String, String> loginOf(String service) {
        String user = service.replace("-service", "");
        String variable = user.toUpperCase(Locale.ROOT).replace('-', '_') + "_PASSWORD";
        String password = ENVIRONMENT.get(variable);
        return password == null
                ? Map.of()
                : Map.of("SPRING_RABBITMQ_USERNAME", user, "SPRING_RABBITMQ_PASSWORD", password);
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
