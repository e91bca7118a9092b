package dev.rabbitpatterns.console;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The current instances of each service, one for every IP address of its host names.
 *
 * <p>The first has the name of the service, the next is {@code NAME-2}. An instance keeps its name
 * as long as it exists.
 */
@Component
class Instances {

    private final ConsoleProperties properties;
    private final Names names;
    private final Map<String, Map<Integer, URI>> known = new ConcurrentHashMap<>();

    Instances(ConsoleProperties properties, Names names) {
        this.properties = properties;
        this.names = names;
        properties.services().values().stream()
                .flatMap(service -> service.urls().stream())
                .forEach(Instances::check);
    }

    /** Resolves the addresses of a host name. */
    interface Names {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    /**
     * One instance of a service.
     *
     * @param name its name in the console
     * @param service the name of the service
     * @param url its address
     */
    record Instance(String name, String service, URI url) {}

    List<String> services() {
        return List.copyOf(properties.services().keySet());
    }

    /** All instances of a service; none if its host name has no address. */
    List<Instance> of(String service) {
        List<URI> now = addresses(service);
        Map<Integer, URI> numbered = known.compute(service, (name, before) -> number(before, now));
        return numbered.entrySet().stream()
                .map(entry ->
                        new Instance(name(service, entry.getKey()), service, entry.getValue()))
                .toList();
    }

    /** The instance of this name, or all instances of the service of this name. */
    List<Instance> named(String name) {
        String service = serviceOf(name);
        return of(service).stream()
                .filter(instance -> name.equals(service) || name.equals(instance.name()))
                .toList();
    }

    /** The service of this name, or of the instance of this name, whether or not it is running. */
    String serviceOf(String name) {
        return Stream.of(name, name.replaceFirst("-\\d+$", ""))
                .filter(properties.services()::containsKey)
                .findFirst()
                .orElseThrow(() -> Problem.unknownService(name, services()));
    }

    private static String name(String service, int number) {
        return number == 1 ? service : service + "-" + number;
    }

    private static Map<Integer, URI> number(@Nullable Map<Integer, URI> before, List<URI> now) {
        Map<Integer, URI> numbered = new TreeMap<>(before != null ? before : Map.of());
        numbered.values().retainAll(now);
        for (URI url : now) {
            if (!numbered.containsValue(url)) {
                numbered.put(firstFree(numbered), url);
            }
        }
        return numbered;
    }

    private static int firstFree(Map<Integer, URI> numbered) {
        return Stream.iterate(1, number -> number + 1)
                .filter(number -> !numbered.containsKey(number))
                .findFirst()
                .orElseThrow();
    }

    private List<URI> addresses(String service) {
        return properties.service(service).urls().stream()
                .flatMap(this::resolve)
                .distinct()
                .toList();
    }

    private Stream<URI> resolve(URI url) {
        try {
            InetAddress[] all = names.addressesOf(url.getHost());
            // With TLS the host name stays, because the certificate is for that name.
            if (all[0].isLoopbackAddress() || url.getScheme().equals("https")) {
                return Stream.of(url);
            }
            // A host with an IPv4 and an IPv6 address is one instance.
            boolean hasIpv4 = Arrays.stream(all).anyMatch(Inet4Address.class::isInstance);
            return Arrays.stream(all)
                    .filter(address -> address instanceof Inet4Address == hasIpv4)
                    .map(InetAddress::getHostAddress)
                    .sorted(Comparator.naturalOrder())
                    .map(address -> at(url, address));
        } catch (UnknownHostException unknown) {
            return Stream.empty();
        }
    }

    private static URI at(URI url, String address) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return UriComponentsBuilder.fromUri(url).host(host).build().toUri();
    }

    private static void check(URI url) {
        if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
            throw new IllegalArgumentException(
                    "The address of a service must look like http://host:port, but is '%s'"
                            .formatted(url));
        }
    }
}
