package dev.rabbitpatterns.suite;

import static dev.rabbitpatterns.suite.Suite.BROKER;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Breaks the running suite while messages flow through it, and counts their outcomes. */
@SuiteTest
class FaultsIT {

    private static final Promise WITHIN_15_SECONDS = Promise.recoveryWithin(15);
    private static final Promise WITHIN_60_SECONDS = Promise.recoveryWithin(60);

    private final Suite suite;

    FaultsIT(Suite suite) {
        this.suite = suite;
    }

    @Test
    @Nightly
    void nothingIsLostWhenTheBrokerRestarts() throws Exception {
        try (Trial trial = Trial.begin(suite, "Broker restarted")) {
            suite.terminate(BROKER);
            Suite.awaitNotReady();
            trial.awaitRefused();
            suite.startAgain(BROKER);
            trial.verifyRecovery(WITHIN_60_SECONDS);
        }
    }

    @Test
    void nothingIsLostWhenTheBrokerIsKilled() throws Exception {
        try (Trial trial = Trial.begin(suite, "Broker killed (SIGKILL), its data kept")) {
            suite.kill(BROKER);
            Suite.awaitNotReady();
            trial.awaitRefused();
            suite.startAgain(BROKER);
            trial.verifyRecovery(WITHIN_60_SECONDS);
        }
    }

    @Test
    @EitherWay
    void nothingIsLostWhenTheAdministratorClosesAllConnections() throws Exception {
        try (Trial trial =
                Trial.begin(suite, "All connections closed by the administrator, 3 times")) {
            for (int time = 0; time < 3; time++) {
                suite.ctl("close_all_connections", "--vhost", "/", "maintenance");
                trial.awaitConfirmed(20);
            }
            trial.verifyRecovery(WITHIN_15_SECONDS);
        }
    }

    @Test
    @EitherWay
    void messagesAreRefusedQuicklyDuringAMemoryAlarm() throws Exception {
        try (Trial trial = Trial.begin(suite, "Memory alarm")) {
            List<String> waiting = sendSlowTasks(4);
            suite.ctl("set_vm_memory_high_watermark", "0.000001");
            try {
                trial.awaitRefused();
                awaitDone(waiting);
            } finally {
                suite.ctl("set_vm_memory_high_watermark", "0.6");
            }
            assertRefusedQuickly(trial.verifyRecovery(WITHIN_15_SECONDS));
        }
    }

    @Test
    @Nightly
    void messagesAreRefusedQuicklyDuringADiskAlarm() throws Exception {
        try (Trial trial = Trial.begin(suite, "Disk alarm")) {
            List<String> waiting = sendSlowTasks(4);
            suite.ctl("set_disk_free_limit", "100000GB");
            try {
                trial.awaitRefused();
                awaitDone(waiting);
            } finally {
                suite.ctl("set_disk_free_limit", "256MB");
            }
            assertRefusedQuickly(trial.verifyRecovery(WITHIN_15_SECONDS));
        }
    }

    /**
     * Only messages sent before the broker raised the alarm wait for a confirm; later ones are
     * refused at once.
     */
    private static void assertRefusedQuickly(Counted counted) {
        assertThat(counted.slowestRefusal()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    @EitherWay
    void messagesAreRefusedWhileTheQueueIsFull() throws Exception {
        suite.ctl(
                "set_policy",
                "--priority",
                "10",
                "--apply-to",
                "queues",
                "full",
                "^task_queue$",
                "{\"max-length\":5,\"overflow\":\"reject-publish\"}");
        try (Trial trial = Trial.begin(suite, "Queue full", 1, FaultsIT::moreSlowTasksThanFit)) {
            trial.awaitRefused();
            trial.verifyRecovery(WITHIN_60_SECONDS);
        } finally {
            suite.ctl("clear_policy", "full");
        }
    }

    @Test
    void servicesRecoverFromWrongPasswords() throws Exception {
        try (Trial trial = Trial.begin(suite, "Passwords changed, and changed back")) {
            for (String user : List.of("hello", "work-queue")) {
                suite.ctl("change_password", user, "another");
            }
            suite.ctl("close_all_connections", "--vhost", "/", "new passwords");
            trial.awaitRefused();
            Await.that("hello is not ready", () -> !Suite.isReady("hello-service"));
            for (String user : List.of("hello", "work-queue")) {
                suite.ctl("change_password", user, Suite.passwordOf(user));
            }
            trial.verifyRecovery(WITHIN_60_SECONDS);
        }
    }

    @Test
    void nothingIsLostWhenAServiceRestartsUnderLoad() throws Exception {
        try (Trial trial =
                Trial.begin(suite, "Service stopped (SIGTERM) and started", 1, FaultsIT::quick)) {
            suite.terminate("work-queue-service");
            suite.startAgain("work-queue-service");
            trial.verifyRecovery(WITHIN_15_SECONDS);
        }
    }

    @Test
    @Nightly
    void nothingIsLostWhenEverythingRestartsInAnyOrder() throws Exception {
        List<String> order = new ArrayList<>(Suite.SERVICES);
        Collections.shuffle(order, new Random());
        String fault = "All services stopped, the broker restarted, all started";
        try (Trial trial = Trial.begin(suite, fault, 1, FaultsIT::quick)) {
            order.forEach(suite::terminate);
            suite.terminate(BROKER);
            suite.up();
            trial.verifyRecovery(WITHIN_60_SECONDS);
        }
    }

    @Test
    void waitingMessagesSurviveDownAndUp() throws Exception {
        String hello = Suite.url("hello-service");
        Rest.put(hello + "/consumer", Map.of("running", false));
        for (int message = 0; message < 50; message++) {
            assertThat(Conversation.HELLO.serviceSends("waits " + message).status()).isEqualTo(202);
        }
        String fault = "All stopped (down) and started (up), messages waiting";
        try (Trial trial = Trial.begin(suite, fault, 1, FaultsIT::oneInTenSlow)) {
            suite.down();
            suite.up();
            trial.verifyRecovery(WITHIN_15_SECONDS);
        }
        Await.that(
                "hello has received each waiting message once",
                () -> Rest.get(hello + "/messages").json().get("total").asInt() == 50);
    }

    @Test
    @Nightly
    void deletedQueuesAreRedeclared() throws Exception {
        try (Trial trial =
                Trial.begin(suite, "Empty queues deleted, redeclared by their consumers")) {
            trial.suspend();
            suite.ctl("delete_queue", "hello");
            suite.ctl("delete_queue", "task_queue");
            trial.resume();
            trial.verifyRecovery(WITHIN_60_SECONDS);
        }
    }

    @Test
    @EitherWay
    void malformedMessagesBecomeDeadLetters() throws Exception {
        try (Trial trial =
                        Trial.begin(suite, "Malformed and oversized messages from other programs");
                Connection connection = Suite.connect("admin");
                Channel channel = connection.createChannel()) {
            byte[] notText = {(byte) 0xc3, 0x28};
            for (String queue : List.of("hello", "task_queue")) {
                long before = channel.messageCount(queue + ".dead");
                channel.basicPublish("", queue, null, notText);
                channel.basicPublish("", queue, misleadingProperties(), notText);
                Await.that(
                        "both are dead letters",
                        () -> channel.messageCount(queue + ".dead") == before + 2);
            }
            assertBrokerRejectsLargeMessage();
            trial.verifyRecovery(WITHIN_15_SECONDS);
            assertAcceptsEmptyMessage(channel);
            channel.queuePurge("hello.dead");
            channel.queuePurge("task_queue.dead");
        }
    }

    private static void assertAcceptsEmptyMessage(Channel channel) throws Exception {
        String url = Suite.url("hello-service") + "/messages";
        int before = Rest.get(url).json().get("total").asInt();
        channel.basicPublish("", "hello", null, new byte[0]);
        Await.that("hello gets it", () -> Rest.get(url).json().get("total").asInt() == before + 1);
    }

    private static AMQP.BasicProperties misleadingProperties() {
        return new AMQP.BasicProperties.Builder()
                .contentType("application/x-java-serialized-object")
                .contentEncoding("gzip")
                .messageId("\u001b[31mred\r\n2026-01-01 ERROR forged")
                .headers(Map.of("x-retry-attempts", "many", "__TypeId__", "java.lang.Runtime"))
                .build();
    }

    /** The broker's limit is 1 MiB. */
    private static void assertBrokerRejectsLargeMessage() throws Exception {
        try (Connection connection = Suite.connect("admin")) {
            Channel channel = connection.createChannel();
            channel.basicPublish("", "hello", null, new byte[2 * 1024 * 1024]);
            Await.that("the broker closes the channel", () -> !channel.isOpen());
        }
    }

    @Test
    @EitherWay
    void poisonTasksBecomeDeadLettersAndCanBeReplayed() throws Exception {
        try (Trial trial =
                Trial.begin(suite, "Every tenth task is poison", 1, FaultsIT::oneInTenPoison)) {
            Counted counted = trial.verifyRecovery(WITHIN_15_SECONDS);
            assertThat(counted.dead()).isEqualTo(counted.confirmed() / 10);

            Rest.post(Suite.url("work-queue-service") + "/tasks/dead/replay", Map.of());
            trial.awaitDelivered(counted.confirmed());
        }
    }

    @Test
    @EitherWay
    void messagesSentThreeTimesTakeEffectOnce() throws Exception {
        try (Trial trial = Trial.begin(suite, "Every message sent three times")) {
            trial.repeat();
            trial.repeat();
            trial.verifyRecovery(WITHIN_15_SECONDS);
        }
    }

    @Test
    @EitherWay
    void stuckReadersDoNotDelayMessages() throws Exception {
        try (Trial trial =
                        Trial.begin(suite, "80 readers of streams, metrics and the console stuck");
                RawClients readers = new RawClients()) {
            for (int i = 0; i < 20; i++) {
                readers.get(Suite.url("hello-service"), "/events");
                readers.get(Suite.url("work-queue-service"), "/events");
                readers.get(Suite.url("work-queue-service"), "/actuator/prometheus");
                readers.get(Suite.url("web-console"), "/api/work-queue-service/events");
            }
            // Each message has four events, and a reader may lag by a thousand events.
            trial.awaitConfirmed(400);
            trial.verifyRecovery(WITHIN_15_SECONDS);
        }
    }

    @Test
    @Nightly
    void messagesFlowWhileTheConsoleIsDown() throws Exception {
        try (Trial trial = Trial.begin(suite, "Console killed (SIGKILL) while it has readers");
                RawClients readers = new RawClients()) {
            for (int i = 0; i < 20; i++) {
                readers.get(Suite.url("web-console"), "/api/hello-service/events");
                readers.get(Suite.url("web-console"), "/api/work-queue-service/events");
            }
            suite.kill("web-console");
            trial.awaitConfirmed(40);
            suite.startAgain("web-console");
            trial.verifyRecovery(WITHIN_15_SECONDS);
        }
    }

    private static Map<String, Object> quick(int number) {
        return Map.of("text", "task " + number);
    }

    /** Every tenth task takes a second. */
    static Map<String, Object> oneInTenSlow(int number) {
        return number % 10 == 0 ? slow(number) : quick(number);
    }

    /** Fifteen slow tasks once messages flow: workers hold two of them, the queue five. */
    private static Map<String, Object> moreSlowTasksThanFit(int number) {
        return number > 30 && number <= 45 ? slow(number) : quick(number);
    }

    private static Map<String, Object> slow(int number) {
        return Map.of("text", "task " + number + ".");
    }

    private static Map<String, Object> oneInTenPoison(int number) {
        return number % 10 == 0 ? Map.of("text", "poison", "failures", 100) : quick(number);
    }

    private static List<String> sendSlowTasks(int count) throws IOException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = UUID.randomUUID().toString();
            Rest.post(
                    Suite.url("work-queue-service") + "/tasks",
                    Map.of("text", "slow."),
                    "Idempotency-Key",
                    id);
            ids.add(id);
        }
        return ids;
    }

    private static void awaitDone(List<String> tasks) {
        for (String id : tasks) {
            Await.that(
                    "task " + id + " is done",
                    () ->
                            Rest.get(Suite.url("work-queue-service") + "/tasks/" + id)
                                    .json()
                                    .path("status")
                                    .asString("")
                                    .equals("done"));
        }
    }
}
