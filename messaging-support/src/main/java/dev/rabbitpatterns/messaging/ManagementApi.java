package dev.rabbitpatterns.messaging;

import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * What AMQP cannot tell and RabbitMQ's management API can: policies, and bindings, whoever made
 * them.
 */
final class ManagementApi {

    private static final Logger log = LoggerFactory.getLogger(ManagementApi.class);

    private final RestClient client;
    private final String vhost;

    ManagementApi(URI uri, MessagingProperties.Management settings, String vhost) {
        HttpClient http = HttpClient.newBuilder().connectTimeout(settings.timeout()).build();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(settings.timeout());
        this.client =
                RestClient.builder()
                        .baseUrl(uri)
                        .requestFactory(requests)
                        .defaultHeaders(headers ->
                                headers.setBasicAuth(settings.username(), settings.password()))
                        .build();
        this.vhost = vhost;
    }

    /**
     * @param policy the name of the policy in force, if any
     * @param definition what that policy sets
     */
    record Queue(
            @Nullable String policy,
            @JsonProperty("effective_policy_definition")
                    @Nullable Map<String, Object> definition) {}

    /** A binding as the broker has it, with the API's names. */
    record Binding(
            String source,
            String destination,
            @JsonProperty("routing_key") String routingKey,
            Map<String, Object> arguments) {}

    /** Whether all is well, and if not, which resources are low. */
    record Alarms(@Nullable List<Alarm> alarms) {

        record Alarm(String resource) {}
    }

    /** The resources that the broker is low on, of whichever node. */
    Optional<List<String>> alarms() {
        return ask(() ->
                        client.get()
                                .uri("/api/health/checks/alarms")
                                .retrieve()
                                .onStatus(SERVICE_UNAVAILABLE::equals, (question, answer) -> {})
                                .body(Alarms.class))
                .map(answer -> Objects.requireNonNullElse(answer.alarms(), List.<Alarms.Alarm>of()))
                .map(alarms -> alarms.stream().map(Alarms.Alarm::resource).distinct().toList());
    }

    Optional<Queue> queue(String name) {
        return ask(() ->
                client.get()
                        .uri("/api/queues/{vhost}/{name}", vhost, name)
                        .retrieve()
                        .body(Queue.class));
    }

    Optional<List<Binding>> bindingsOfQueue(String name) {
        return bindings("/api/queues/{vhost}/{name}/bindings", name);
    }

    Optional<List<Binding>> bindingsFromExchange(String name) {
        return bindings("/api/exchanges/{vhost}/{name}/bindings/source", name);
    }

    private Optional<List<Binding>> bindings(String path, String name) {
        return ask(() ->
                client.get()
                        .uri(path, vhost, name)
                        .retrieve()
                        .body(new ParameterizedTypeReference<>() {}));
    }

    private static <T> Optional<T> ask(Supplier<@Nullable T> question) {
        try {
            return Optional.ofNullable(question.get());
        } catch (RestClientException e) {
            log.debug("The management API did not answer", e);
            return Optional.empty();
        }
    }
}
