package dev.rabbitpatterns.messaging.topology;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStartedEvent;
import org.springframework.context.event.EventListener;

/** Logs once, after the first consumer has started, what the broker's policies lack. */
final class PolicyCheck {

    private static final Logger log = LoggerFactory.getLogger(PolicyCheck.class);
    private static final int LOOKS = 5;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

    private final TopologyReport report;
    private final AtomicBoolean begun = new AtomicBoolean();

    PolicyCheck(TopologyReport report) {
        this.report = report;
    }

    @EventListener(AsyncConsumerStartedEvent.class)
    void onConsumerStarted() {
        if (begun.compareAndSet(false, true)) {
            Thread.ofVirtual().name("policy-check").start(this::check);
        }
    }

    /** Looks more than once, because the management API lags some seconds behind the broker. */
    private void check() {
        try {
            Topology topology = report.now();
            for (int look = 1; look < LOOKS && !isSettled(topology); look++) {
                Thread.sleep(BETWEEN_LOOKS);
                topology = report.now();
            }
            topology.warnings().forEach(log::warn);
        } catch (AmqpException lost) {
            // The consumer starts again when the broker is back, and so does this check.
            begun.set(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isSettled(Topology topology) {
        return topology.warnings().isEmpty()
                && topology.queues().stream().allMatch(queue -> queue.policyDefinition() != null);
    }
}
