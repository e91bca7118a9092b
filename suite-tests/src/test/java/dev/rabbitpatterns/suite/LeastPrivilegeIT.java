package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AnonymousMechanism;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** A service's user can do that service's work, and cannot touch what other services own. */
@SuiteTest
class LeastPrivilegeIT {

    /** A queue or an exchange, and the user of the service that declares it. */
    record Thing(String owner, boolean isQueue, String name) {}

    /** A user, one of its own queues if it has any, and a queue or exchange of another user. */
    record Foreign(String user, Optional<String> ownQueue, Thing thing) {
        @Override
        public String toString() {
            return user + ", " + thing.name();
        }
    }

    /** The queues and exchanges that each service reports, without its subscribers' queues. */
    static Stream<Thing> things() throws IOException {
        List<Thing> things = new ArrayList<>();
        for (String user : serviceUsers()) {
            JsonNode topology = Rest.get(Suite.url(user + "-service") + "/topology").json();
            for (JsonNode queue : topology.get("queues")) {
                things.add(new Thing(user, true, queue.get("name").asString()));
            }
            for (JsonNode exchange : topology.get("exchanges")) {
                things.add(new Thing(user, false, exchange.get("name").asString()));
            }
        }
        return things.stream().filter(thing -> !thing.name().startsWith("amq."));
    }

    static Stream<Foreign> foreign() throws IOException {
        List<Thing> things = things().toList();
        return serviceUsers().stream()
                .flatMap(user ->
                        things.stream()
                                .filter(thing -> !thing.owner().equals(user))
                                .map(thing -> new Foreign(user, queueOf(user, things), thing)));
    }

    private static Optional<String> queueOf(String user, List<Thing> things) {
        return things.stream()
                .filter(thing -> thing.owner().equals(user) && thing.isQueue())
                .map(Thing::name)
                .findFirst();
    }

    private static List<String> serviceUsers() {
        return Suite.PATTERNS.stream().map(service -> service.replace("-service", "")).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreign")
    void usersCannotTouchTheQueuesAndExchangesOfOthers(Foreign foreign) throws Exception {
        String name = foreign.thing().name();
        try (Connection connection = Suite.connect(foreign.user())) {
            if (foreign.thing().isQueue()) {
                assertRefused(
                        connection,
                        name,
                        channel -> channel.queueDeclare(name, true, false, false, QUORUM));
                assertRefused(connection, name, channel -> channel.queueDelete(name));
                assertRefused(
                        connection, name, channel -> channel.queueBind(name, "amq.topic", "#"));
                assertRefused(connection, name, channel -> channel.basicGet(name, false));
                assertRefused(connection, name, channel -> channel.queuePurge(name));
            } else {
                assertRefused(connection, name, channel -> channel.exchangeDelete(name));
                assertRefused(connection, name, channel -> publish(channel, name));
                assertRefused(connection, name, channel -> bindFrom(channel, foreign));
            }
        }
    }

    private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");

    private interface Attempt {
        void on(Channel channel) throws IOException;
    }

    /** A refusal closes the channel, so each attempt gets a new one. */
    private static void assertRefused(Connection connection, String thing, Attempt attempt)
            throws IOException {
        Channel channel = connection.createChannel();
        Throwable thrown = catchThrowable(() -> attempt.on(channel));
        ShutdownSignalException closed = reason(thrown);
        assertThat(closed.getReason())
                .isInstanceOfSatisfying(
                        AMQP.Channel.Close.class,
                        close ->
                                assertThat(close.getReplyText())
                                        .startsWith("ACCESS_REFUSED")
                                        .contains("'" + thing + "'"));
    }

    private static ShutdownSignalException reason(@Nullable Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException closed) {
                return closed;
            }
        }
        throw new AssertionError("The attempt was not refused", thrown);
    }

    /** A publish has no answer, so the next operation reports that it closed the channel. */
    private static void publish(Channel channel, String exchange) throws IOException {
        channel.basicPublish(exchange, "", null, "x".getBytes(StandardCharsets.UTF_8));
        channel.basicQos(1);
    }

    /** Binds a queue that the user may bind, so that only the exchange can be refused. */
    private static void bindFrom(Channel channel, Foreign foreign) throws IOException {
        String queue =
                foreign.ownQueue().isPresent()
                        ? foreign.ownQueue().get()
                        : channel.queueDeclare("", false, true, true, Map.of()).getQueue();
        channel.queueBind(queue, foreign.thing().name(), "");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.rabbitpatterns.suite.Conversation#all")
    void servicesCanDoTheirOwnWork(Conversation pattern) throws IOException {
        assertThat(pattern.serviceSends("own work").status()).isEqualTo(202);
    }

    @Test
    void onlyTheDefinedUsersExist() throws IOException {
        List<String> users =
                new ArrayList<>(List.of("admin [administrator]", "monitoring [monitoring]"));
        serviceUsers().forEach(user -> users.add(user + " []"));

        List<String> lines =
                suite.ctl("list_users", "--silent").lines().map(String::strip).toList();

        assertThat(
                        lines.stream()
                                .map(line -> line.replaceAll("\\s+", " "))
                                .filter(line -> !line.startsWith("user tags")))
                .containsExactlyInAnyOrderElementsOf(users);
    }

    private final Suite suite;

    LeastPrivilegeIT(Suite suite) {
        this.suite = suite;
    }

    @Test
    void anonymousAndGuestLoginsAreRefused() {
        ConnectionFactory anonymous = new ConnectionFactory();
        anonymous.setPort(Suite.amqpPort());
        anonymous.setSaslConfig(offered -> new AnonymousMechanism());
        assertThatThrownBy(anonymous::newConnection).isInstanceOf(IOException.class);

        ConnectionFactory guest = new ConnectionFactory();
        guest.setPort(Suite.amqpPort());
        assertThatThrownBy(guest::newConnection).isInstanceOf(IOException.class);
    }

    @Test
    void serviceUsersCannotUseTheManagementApi() throws IOException {
        for (String user : serviceUsers()) {
            assertThat(managementAs(user, "/api/overview")).isEqualTo(401);
        }
        assertThat(managementAs("monitoring", "/api/overview")).isEqualTo(200);
        assertThat(managementAs("monitoring", "/api/users")).isEqualTo(401);
    }

    private static int managementAs(String user, String path) throws IOException {
        String login = user + ":" + Suite.passwordOf(user);
        String encoded = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        return Rest.send(
                        Rest.request(Suite.managementUrl() + path)
                                .header("Authorization", "Basic " + encoded))
                .status();
    }

    @Test
    void theDefinitionsContainNoPasswords() {
        JsonNode definitions =
                Rest.JSON.readTree(Suite.ROOT.resolve("deploy/broker/definitions.json").toFile());

        for (JsonNode user : definitions.get("users")) {
            String variable =
                    user.get("name").asString().toUpperCase(Locale.ROOT).replace('-', '_');
            assertThat(user.get("password").asString()).isEqualTo("${" + variable + "_PASSWORD}");
            assertThat(user.has("password_hash")).isFalse();
        }
    }
}
