package dev.rabbitpatterns.test;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * A service that a test starts and stops itself, against the {@link RealBroker}, to test how it
 * starts and shuts down.
 */
public final class RunningService implements AutoCloseable {

    /** The property with the password of the user that the client logs in as, if it is set. */
    static final String LOGIN = "messaging.login.users.test";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final ConfigurableApplicationContext context;

    private RunningService(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts the service with these properties besides the broker's address. */
    public static RunningService start(Class<?> application, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(RealBroker.get().applicationProperties());
        all.putAll(properties);
        return startAlone(application, all);
    }

    /** Starts the service with these properties only, which name its broker. */
    public static RunningService startAlone(Class<?> application, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(Map.of("server.port", 0));
        all.putAll(properties);
        String[] arguments =
                all.entrySet().stream()
                        .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                        .toArray(String[]::new);
        return new RunningService(new SpringApplicationBuilder(application).run(arguments));
    }

    /** A client of its REST interface. */
    public RestTestClient rest() {
        return (tls() ? RestTestClient.bindToServer(requests()) : RestTestClient.bindToServer())
                .baseUrl(url())
                .defaultHeaders(headers -> {
                    String password = context.getEnvironment().getProperty(LOGIN);
                    if (password != null) {
                        headers.setBasicAuth("test", password);
                    }
                })
                .build();
    }

    /** Its address. */
    public String url() {
        return (tls() ? "https" : "http")
                + "://localhost:"
                + context.getEnvironment().getProperty("local.server.port");
    }

    private boolean tls() {
        return Ssl.isEnabled(context.getBean(ServerProperties.class).getSsl());
    }

    /** Trusts the authority that the service trusts, which its own certificate is from. */
    private JdkClientHttpRequestFactory requests() {
        SslBundle bundle = context.getBean(SslBundles.class).getBundle("tls");
        return new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().sslContext(bundle.createSslContext()).build());
    }

    /** One of its beans. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Waits until it reports that it is ready. */
    public RunningService awaitReady() {
        Awaitility.await("readiness")
                .atMost(TIMEOUT)
                .until(() -> health("readiness").equals(HttpStatus.OK));
        return this;
    }

    /** The status with which a health group answers. */
    public HttpStatus health(String group) {
        return HttpStatus.valueOf(
                rest().get()
                        .uri("/actuator/health/{group}", group)
                        .exchange()
                        .returnResult(String.class)
                        .getStatus()
                        .value());
    }

    /** Whether it has not been stopped. */
    public boolean isRunning() {
        return context.isActive();
    }

    /** Stops it as SIGTERM does. */
    @Override
    public void close() {
        context.close();
    }
}
