package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InstancesTests {

    private final Map<String, List<String>> names = new TreeMap<>();

    @Test
    void everyAddressBehindANameIsAnInstance() {
        names.put("work", List.of("10.0.0.3"));
        names.put("more", List.of("10.0.0.9", "10.0.0.7"));

        assertThat(instances("http://work:8080", "http://more:8080").of("work-service"))
                .extracting(Instances.Instance::toString)
                .containsExactly(
                        "Instance[name=work-service, service=work-service, url=http://10.0.0.3:8080]",
                        "Instance[name=work-service-2, service=work-service, url=http://10.0.0.7:8080]",
                        "Instance[name=work-service-3, service=work-service, url=http://10.0.0.9:8080]");
    }

    @Test
    void anInstanceKeepsItsNameWhileOthersComeAndGo() {
        names.put("work", List.of("10.0.0.3", "10.0.0.5"));
        Instances instances = instances("http://work:8080");
        assertThat(namesOf(instances)).containsExactly("work-service", "work-service-2");

        names.put("work", List.of("10.0.0.5"));
        assertThat(namesOf(instances)).containsExactly("work-service-2");
        assertThat(instances.named("work-service"))
                .extracting(instance -> instance.url().getHost())
                .containsExactly("10.0.0.5");

        names.put("work", List.of("10.0.0.1", "10.0.0.5"));
        assertThat(namesOf(instances)).containsExactly("work-service", "work-service-2");
        assertThat(instances.named("work-service-2"))
                .extracting(instance -> instance.url().getHost())
                .containsExactly("10.0.0.5");
    }

    @Test
    void anUnknownHostNameHasNoInstances() {
        assertThat(instances("http://work:8080").of("work-service")).isEmpty();
    }

    @Test
    void aHostWithIpv4AndIpv6AddressesIsOneInstance() {
        names.put("work", List.of("fd00::3", "10.0.0.3"));
        names.put("six", List.of("fd00::4"));
        names.put("localhost", List.of("127.0.0.1", "::1"));

        assertThat(
                        instances("http://work:1", "http://six:2", "http://localhost:3")
                                .of("work-service"))
                .extracting(Instances.Instance::url)
                .containsExactly(
                        URI.create("http://10.0.0.3:1"),
                        URI.create("http://[fd00:0:0:0:0:0:0:4]:2"),
                        URI.create("http://localhost:3"));
    }

    @Test
    void keepsTheHostNameForTlsBecauseTheCertificateNamesIt() {
        names.put("work", List.of("10.0.0.3", "10.0.0.5"));

        assertThat(instances("https://work", "https://nobody").of("work-service"))
                .extracting(Instances.Instance::url)
                .containsExactly(URI.create("https://work"));
    }

    @Test
    void rejectsAnInvalidAddressAtStartup() {
        assertThatThrownBy(() -> instances("work:8080"))
                .hasMessageContaining("must look like http://host:port, but is 'work:8080'");
        assertThatThrownBy(() -> instances("ftp://work")).hasMessageContaining("'ftp://work'");
    }

    private static List<String> namesOf(Instances instances) {
        return instances.of("work-service").stream().map(Instances.Instance::name).toList();
    }

    private Instances instances(String... urls) {
        ConsoleProperties.Service service =
                new ConsoleProperties.Service(
                        Arrays.stream(urls).map(URI::create).toList(), List.of());
        Duration any = Duration.ofSeconds(1);
        return new Instances(
                new ConsoleProperties(
                        Map.of("work-service", service),
                        List.of(),
                        null,
                        any,
                        any,
                        any,
                        any,
                        any,
                        1,
                        ""),
                this::addressesOf);
    }

    private InetAddress[] addressesOf(String host) throws UnknownHostException {
        List<String> addresses = names.getOrDefault(host, List.of());
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        InetAddress[] found = new InetAddress[addresses.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = InetAddress.ofLiteral(addresses.get(i));
        }
        return found;
    }
}
