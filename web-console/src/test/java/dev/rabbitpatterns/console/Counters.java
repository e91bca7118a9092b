package dev.rabbitpatterns.console;

import dev.rabbitpatterns.test.RealBroker;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.client.RestClient;

/** What a service and the broker have counted. */
final class Counters {

    private static final Pattern STEP =
            Pattern.compile("(?m)^messaging_events_total\\{.*type=\"([^\"]+)\".*} (\\S+)$");

    private Counters() {}

    /** How often a service has told of each step of a message that has happened. */
    static Map<String, Long> steps(RestTestClient service) {
        String metrics =
                Objects.requireNonNullElse(
                        service.get()
                                .uri("/actuator/prometheus?includedNames=messaging_events")
                                .exchange()
                                .returnResult(String.class)
                                .getResponseBody(),
                        ""); // nothing has happened yet
        Map<String, Long> steps = new TreeMap<>();
        STEP.matcher(metrics)
                .results()
                .filter(found -> Double.parseDouble(found.group(2)) > 0)
                .forEach(found ->
                        steps.put(found.group(1), (long) Double.parseDouble(found.group(2))));
        return steps;
    }

    /** How often the broker has counted something of a queue, such as {@code publish}. */
    static long ofQueue(String queue, String what) {
        return count(
                management("queues/%2F/" + queue, new ParameterizedTypeReference<>() {}), what);
    }

    /** How many messages the broker has got for the exchange or the queues of this page. */
    static long publishedTo(WalkedPage site) {
        if (site.hasSubscribers()) {
            String path = "exchanges/%2F/" + site.exchange();
            return count(management(path, new ParameterizedTypeReference<>() {}), "publish_in");
        }
        List<Map<String, Object>> queues =
                management("queues/%2F", new ParameterizedTypeReference<>() {});
        return queues.stream()
                .filter(queue -> (queue.get("name") + ".").startsWith(site.queue() + "."))
                .mapToLong(queue -> count(queue, "publish"))
                .sum();
    }

    private static long count(Map<String, Object> counted, String what) {
        return counted.get("message_stats") instanceof Map<?, ?> stats
                        && stats.get(what) instanceof Number number
                ? number.longValue()
                : 0;
    }

    /** The queues that are bound to an exchange. */
    static List<String> boundTo(String exchange) {
        List<Map<String, Object>> bindings =
                management(
                        "exchanges/%2F/" + exchange + "/bindings/source",
                        new ParameterizedTypeReference<>() {});
        return bindings.stream()
                .map(binding -> String.valueOf(binding.get("destination")))
                .distinct()
                .toList();
    }

    private static <T> T management(String path, ParameterizedTypeReference<T> type) {
        RealBroker broker = RealBroker.get();
        String management =
                Objects.requireNonNull(
                        broker.managementUri(),
                        "This test reads the broker's counters: set BROKER_MANAGEMENT_URI to its management API.");
        return Objects.requireNonNull(
                RestClient.builder()
                        .defaultHeaders(headers ->
                                headers.setBasicAuth(broker.username(), broker.password()))
                        .build()
                        .get()
                        .uri(URI.create(management + "/api/" + path))
                        .retrieve()
                        .body(type));
    }
}
