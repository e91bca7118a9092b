package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The isolation of the containers: in the compose file, and while they run. */
@SuiteTest
@NeedsContainers
class ContainersIT {

    private final ComposeSuite suite;

    ContainersIT(Suite suite) {
        this.suite = suite.inContainers();
    }

    static Stream<String> instances() {
        return Stream.concat(Stream.of(Suite.BROKER), Suite.SERVICES.stream());
    }

    /** Of all files together, because each of the others adds to the first. */
    @Test
    void composeFilesPublishOnLoopbackOnlyAndDropPrivileges() {
        JsonNode services =
                Rest.JSON
                        .readTree(
                                suite.docker(
                                        "compose",
                                        "--file=docker-compose.yml",
                                        "--file=deploy/compose.cluster.yml",
                                        "--file=deploy/compose.observe.yml",
                                        "config",
                                        "--format=json"))
                        .get("services");

        assertThat(services.propertyNames())
                .contains("broker", "broker-3", "hello-service", "prometheus", "zipkin");
        services.forEachEntry((name, service) -> {
            assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
            assertThat(service.path("cap_drop")).as(name).hasToString("[\"ALL\"]");
            assertThat(service.path("security_opt"))
                    .as(name)
                    .hasToString("[\"no-new-privileges:true\"]");
            assertThat(service.propertyNames())
                    .as(name)
                    .contains("mem_limit", "pids_limit", "restart")
                    .doesNotContain("privileged", "cap_add", "network_mode", "pid");
            assertThat(service.path("ports"))
                    .as(name)
                    .allSatisfy(port ->
                            assertThat(port.get("host_ip").asString()).isEqualTo("127.0.0.1"));
        });
    }

    @ParameterizedTest
    @MethodSource("instances")
    void runningContainersPublishOnLoopbackOnly(String instance) {
        JsonNode ports = inspect(instance).at("/NetworkSettings/Ports");
        List<String> hosts =
                ports.valueStream()
                        .flatMap(JsonNode::valueStream)
                        .map(port -> port.get("HostIp").asString())
                        .toList();

        assertThat(hosts).hasSize(instance.equals(Suite.BROKER) ? 2 : 1).containsOnly("127.0.0.1");
    }

    @ParameterizedTest
    @MethodSource("instances")
    void runningContainersHaveNoPrivileges(String instance) {
        String container = ComposeSuite.containerOf(instance);
        String status = suite.docker("exec", container, "cat", "/proc/1/status");

        assertThat(suite.docker("exec", container, "id", "-u").strip()).isNotEqualTo("0");
        assertThat(status).containsPattern("Uid:\\s+[1-9]");
        assertThat(status)
                .containsPattern("CapEff:\\s+0{16}\n")
                .containsPattern("CapBnd:\\s+0{16}\n");
        assertThat(status).containsPattern("NoNewPrivs:\\s+1");
        assertThat(inspect(instance).at("/HostConfig/Privileged").asBoolean()).isFalse();
        assertThat(canWriteTo(container, "/")).isFalse();
        assertThat(canWriteTo(container, "/tmp")).isTrue();
    }

    @Test
    void aJvmThatCannotUseTheAotCacheStartsWithoutIt() {
        String container = ComposeSuite.containerOf("hello-service");
        String image = suite.docker("inspect", "--format", "{{.Config.Image}}", container).strip();
        String incompatible =
                "JDK_JAVA_OPTIONS=-XX:-UseCompressedOops -Dspring.context.exit=onRefresh";

        assertThat(suite.docker("run", "--rm", "--env", incompatible, image))
                .contains("Unable to use AOT cache")
                .contains("Root WebApplicationContext: initialization completed");
    }

    private boolean canWriteTo(String container, String folder) {
        String attempt =
                "touch %s/probe 2>/dev/null && echo written || echo refused".formatted(folder);
        return suite.docker("exec", container, "sh", "-c", attempt).strip().equals("written");
    }

    private JsonNode inspect(String instance) {
        String[] arguments = {"inspect", ComposeSuite.containerOf(instance)};
        return Rest.JSON.readTree(suite.docker(arguments)).get(0);
    }
}
