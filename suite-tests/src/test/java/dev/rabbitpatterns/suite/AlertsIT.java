package dev.rabbitpatterns.suite;

import static dev.rabbitpatterns.suite.Prometheus.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Prometheus reads every part of the suite, and raises an alert when one is broken. */
@SuiteTest
@NeedsContainers
class AlertsIT {

    private static final String DEAD_LETTERS_GROW =
            "ALERTS{alertname=\"DeadLettersGrow\", queue=\"hello.dead\", alertstate=\"firing\"}";

    private final ComposeSuite suite;

    AlertsIT(Suite suite) {
        this.suite = suite.inContainers();
    }

    @Test
    void everyAlertIsRaisedByItsFault() {
        String rules = "/etc/prometheus/rules.test.yml";
        String container = ComposeSuite.containerOf("prometheus");

        assertThat(suite.docker("exec", container, "promtool", "test", "rules", rules))
                .contains("SUCCESS");
    }

    @Test
    void everyServiceAndTheBrokerAreRead() {
        Await.that(
                "all are up",
                () ->
                        valuesOf("up{service!=\"\"} == 1 or up{node=\"broker\"} == 1").count()
                                == Suite.SERVICES.size() + 2);
        // The metrics that the rules go by are there, even if nothing has happened.
        assertThat(
                        Stream.of(
                                "messaging_events_total{type=\"unconfirmed\"}",
                                "messaging_events_total{type=\"refused\"}",
                                "rabbitmq_detailed_queue_messages_ready{queue=\"hello.dead\"}",
                                "rabbitmq_detailed_queue_messages_unacked{queue=\"hello\"}",
                                "rabbitmq_detailed_queue_consumers{queue=\"hello\"}",
                                "rabbitmq_global_messages_redelivered_total",
                                "rabbitmq_global_messages_delivered_total",
                                "rabbitmq_alarms_memory_used_watermark",
                                "rabbitmq_alarms_free_disk_space_watermark",
                                "rabbitmq_unreachable_cluster_peers_count"))
                .allSatisfy(query -> assertThat(valuesOf(query)).as(query).isNotEmpty());
    }

    @Test
    void aDeadLetterRaisesAnAlert() throws Exception {
        try (Connection connection = Suite.connect("admin")) {
            Channel channel = connection.createChannel();
            channel.queuePurge("hello.dead");
            Await.that("none fires", () -> valuesOf(DEAD_LETTERS_GROW).findAny().isEmpty());
            channel.basicPublish("", "hello", null, new byte[] {(byte) 0xff});
            Await.that("it fires", () -> valuesOf(DEAD_LETTERS_GROW).findAny().isPresent());
            channel.queuePurge("hello.dead");
        }
    }
}
