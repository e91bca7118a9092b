package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/**
 * The manifests for Kubernetes, as kubectl builds them. There is no Kubernetes here: this checks
 * that its own objects have no unknown fields, and that nothing differs from the suite that runs.
 */
@NeedsContainers
class ManifestsIT {

    private static final Map<String, Class<? extends HasMetadata>> OWN =
            Map.of(
                    "Namespace", Namespace.class,
                    "Deployment", Deployment.class,
                    "Service", Service.class,
                    "PodDisruptionBudget", PodDisruptionBudget.class,
                    "NetworkPolicy", NetworkPolicy.class);

    /** Of the operators, whose types are not on the class path. */
    private static final Set<String> OTHERS =
            Set.of(
                    "RabbitmqCluster",
                    "User",
                    "Permission",
                    "Policy",
                    "ScaledObject",
                    "TriggerAuthentication");

    /** Fabric8's models keep unknown fields, unless they do not see their annotation for it. */
    private static final ObjectMapper STRICT =
            new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .setAnnotationIntrospector(
                            new JacksonAnnotationIntrospector() {
                                @Override
                                public Boolean hasAnySetter(Annotated annotated) {
                                    return false;
                                }
                            });

    private static final List<JsonNode> OBJECTS = build();

    private static List<JsonNode> build() {
        String manifests =
                new Shell(Suite.ROOT, Map.of()).run("kubectl", "kustomize", "deploy/kubernetes");
        return StreamSupport.stream(new Yaml().loadAll(manifests).spliterator(), false)
                .map(Rest.JSON::<JsonNode>valueToTree)
                .toList();
    }

    private static Stream<JsonNode> all(String kind) {
        return OBJECTS.stream().filter(object -> object.get("kind").asString().equals(kind));
    }

    private static String nameOf(JsonNode object) {
        return object.at("/metadata/name").asString();
    }

    @Test
    void noObjectHasAnUnknownField() throws IOException {
        for (JsonNode object : OBJECTS) {
            String kind = object.get("kind").asString();
            Class<? extends HasMetadata> type = OWN.get(kind);
            if (type == null) {
                assertThat(OTHERS).contains(kind);
            } else {
                assertThat(STRICT.readValue(object.toString(), type).getMetadata().getName())
                        .isEqualTo(nameOf(object));
            }
        }
    }

    @Test
    void everyServiceRunsWithoutPrivilegesAndWithinLimits() throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode object : all("Deployment").toList()) {
            names.add(nameOf(object));
            PodSpec pod =
                    STRICT.readValue(object.toString(), Deployment.class)
                            .getSpec()
                            .getTemplate()
                            .getSpec();
            Container container = pod.getContainers().getFirst();

            assertThat(container.getImage()).isEqualTo("rabbitmq-patterns-" + nameOf(object));
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
            assertThat(container.getLivenessProbe()).isNotNull();
            assertThat(container.getReadinessProbe()).isNotNull();
            assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(40);
        }
        assertThat(names).containsExactlyInAnyOrderElementsOf(Suite.SERVICES);
        assertThat(all("Service").map(ManifestsIT::nameOf))
                .containsExactlyInAnyOrderElementsOf(Suite.SERVICES);
    }

    @Test
    void everyServiceHasTheSecretOfItsUser() {
        Set<String> users = all("User").map(ManifestsIT::nameOf).collect(Collectors.toSet());

        assertThat(users).contains("monitoring").containsAll(Suite.PATTERNS);
        for (String service : Suite.PATTERNS) {
            assertThat(
                            all("Deployment")
                                    .filter(object -> nameOf(object).equals(service))
                                    .flatMap(object -> object.findValues("secretKeyRef").stream())
                                    .map(reference -> reference.get("name").asString()))
                    .containsOnly(service + "-user-credentials", "monitoring-user-credentials");
        }
    }

    @Test
    void usersMayDoWhatTheyMayElsewhere() throws IOException {
        JsonNode definitions = definitions();

        for (JsonNode permission : all("Permission").toList()) {
            String user =
                    permission.at("/spec/userReference/name").asString().replace("-service", "");
            JsonNode elsewhere =
                    definitions
                            .get("permissions")
                            .valueStream()
                            .filter(one -> one.get("user").asString().equals(user))
                            .findFirst()
                            .orElseThrow();
            permission
                    .at("/spec/permissions")
                    .forEachEntry(
                            (what, where) -> assertThat(where).isEqualTo(elsewhere.get(what)));
            assertThat(permission.at("/spec/permissions").size()).isEqualTo(3);
        }
        assertThat(all("Permission")).hasSize(Suite.PATTERNS.size() + 1);
    }

    @Test
    void policiesAreThoseOfElsewhere() throws IOException {
        assertThat(all("Policy").map(policy -> parts(policy.get("spec"), "applyTo")))
                .containsExactlyInAnyOrderElementsOf(
                        definitions()
                                .get("policies")
                                .valueStream()
                                .map(policy -> parts(policy, "apply-to"))
                                .toList());
    }

    private static List<JsonNode> parts(JsonNode policy, String kind) {
        return Stream.of("name", "vhost", kind, "pattern", "definition").map(policy::get).toList();
    }

    private static JsonNode definitions() throws IOException {
        return Rest.JSON.readTree(
                Files.readString(Suite.ROOT.resolve("deploy/broker/definitions.json")));
    }

    /**
     * The operator itself sets where users come from, how the nodes are called and find each other.
     */
    @Test
    void theBrokersSettingsAreThoseOfElsewhere() {
        List<String> elsewhere =
                Stream.of("rabbitmq.conf", "cluster.conf")
                        .flatMap(file ->
                                Suite.lines(Suite.ROOT.resolve("deploy/broker/" + file)).stream())
                        .filter(line -> line.matches("[a-z].*"))
                        .filter(line ->
                                !line.matches(
                                        "(load_definitions|log|cluster_name|cluster_formation).*"))
                        .toList();

        assertThat(
                        all("RabbitmqCluster")
                                .flatMap(broker ->
                                        broker.at("/spec/rabbitmq/additionalConfig")
                                                .asString()
                                                .lines()))
                .containsExactlyInAnyOrderElementsOf(elsewhere);
    }

    /** Every service that the page or a scaler names exists. */
    @Test
    void everyAddressAndTargetIsAService() {
        assertThat(
                        all("Deployment")
                                .filter(object -> nameOf(object).equals("web-console"))
                                .flatMap(object -> object.findValues("value").stream())
                                .map(url -> url.asString().replaceAll("http://(.*):8080", "$1")))
                .containsExactlyInAnyOrderElementsOf(Suite.PATTERNS);
        assertThat(
                        all("ScaledObject")
                                .map(object -> object.at("/spec/scaleTargetRef/name").asString()))
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(Suite.PATTERNS::contains);
    }
}
