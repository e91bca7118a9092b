package dev.rabbitpatterns.messaging.topology;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/** What AMQP does not report and RabbitMQ's management API does, under the API's own names. */
@HttpExchange("/api")
interface ManagementApi {

    /** The resources that any node is low on; none if all is well. */
    @GetExchange("/health/checks/alarms")
    Alarms alarms();

    @GetExchange("/nodes")
    List<Topology.Node> nodes();

    @GetExchange("/queues/{vhost}/{name}")
    Queue queue(@PathVariable String vhost, @PathVariable String name);

    @GetExchange("/queues/{vhost}/{name}/bindings")
    List<Topology.Binding> bindingsOfQueue(@PathVariable String vhost, @PathVariable String name);

    @GetExchange("/exchanges/{vhost}/{name}/bindings/source")
    List<Topology.Binding> bindingsFromExchange(
            @PathVariable String vhost, @PathVariable String name);

    record Alarms(@Nullable List<Alarm> alarms) {

        record Alarm(String resource) {}
    }

    record Queue(
            @JsonProperty("messages_unacknowledged") @Nullable Long unacknowledged,
            @Nullable String leader,
            @Nullable List<String> members,
            @Nullable List<String> online,
            @Nullable String policy,
            @JsonProperty("effective_policy_definition")
                    @Nullable Map<String, Object> definition) {}

    static ManagementApi at(URI uri, ManagementProperties settings, SslBundles bundles) {
        HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(settings.timeout());
        if (!settings.sslBundle().isEmpty()) {
            http.sslContext(bundles.getBundle(settings.sslBundle()).createSslContext());
        }
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http.build());
        requests.setReadTimeout(settings.timeout());
        RestClient client =
                RestClient.builder()
                        .baseUrl(uri)
                        .requestFactory(requests)
                        .defaultHeaders(headers ->
                                headers.setBasicAuth(settings.username(), settings.password()))
                        // Alarms are reported with this status, and listed in the body.
                        .defaultStatusHandler(
                                HttpStatus.SERVICE_UNAVAILABLE::equals, (question, answer) -> {})
                        .build();
        return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                .build()
                .createClient(ManagementApi.class);
    }
}
