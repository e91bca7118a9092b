package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/** Grafana itself is not started: Prometheus has data for every query of its dashboard. */
@SuiteTest
@NeedsContainers
class DashboardIT {

    private static final Path GRAFANA = Suite.ROOT.resolve("deploy/observe/grafana");

    private static final JsonNode DASHBOARD =
            Rest.JSON.readTree(GRAFANA.resolve("dashboards/rabbitmq-patterns.json").toFile());

    static Stream<String> queries() {
        return DASHBOARD.findValues("targets").stream()
                .flatMap(JsonNode::valueStream)
                .map(target -> target.get("expr").asString());
    }

    /** Some metrics are there only after the first message or call. */
    @BeforeAll
    static void sendSomething() throws Exception {
        Map<String, String> text = Map.of("text", "for the dashboard");
        assertThat(Rest.post(Suite.url("hello-service") + "/messages", text).status())
                .isEqualTo(202);
        assertThat(Rest.get(Suite.url("rpc-service") + "/fibonacci/10").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void everyQueryHasData(String query) {
        Await.that(query, () -> Prometheus.valuesOf(query).findAny().isPresent());
    }

    @Test
    void everyPanelUsesTheProvisionedPrometheus() throws Exception {
        Path sources = GRAFANA.resolve("provisioning/datasources/patterns.yml");
        Map<String, Object> provisioned = new Yaml().load(Files.readString(sources));

        assertThat(provisioned.get("datasources")).asString().contains("uid=patterns-prometheus");
        assertThat(DASHBOARD.findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(source ->
                        assertThat(source.get("uid").asString()).isEqualTo("patterns-prometheus"));
    }
}
