package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * A fault while messages flow: {@link #begin} starts the messages, the test breaks and repairs
 * something, and {@link #verifyRecovery} counts the outcomes.
 */
final class Trial implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Trial.class);
    private static final Duration PACE = Duration.ofMillis(50);
    private static final int FLOWING = 20;

    /** The messages that are sent to a service, and their effects. */
    record Flow(Load load, Effects effects) {}

    private final Suite suite;
    private final String fault;
    private final List<Flow> flows = new ArrayList<>();

    private Trial(Suite suite, String fault) {
        this.suite = suite;
        this.fault = fault;
    }

    /** Starts to send to hello and to the work queue. */
    static Trial begin(Suite suite, String fault) throws IOException {
        Trial trial = new Trial(suite, fault);
        Load messages =
                new Load(
                        Suite.url("hello-service") + "/messages",
                        PACE,
                        number -> Map.of("text", "message " + number));
        trial.flows.add(new Flow(messages, new HelloEffects(messages)));
        return trial.startWithTasks(1, number -> Map.of("text", "task " + number));
    }

    /**
     * Starts to send to the work queue alone.
     *
     * @param instances how many instances of the work queue service run
     * @param task creates the task with a given number
     */
    static Trial begin(
            Suite suite, String fault, int instances, IntFunction<Map<String, Object>> task) {
        return new Trial(suite, fault).startWithTasks(instances, task);
    }

    private Trial startWithTasks(int instances, IntFunction<Map<String, Object>> task) {
        Load tasks = new Load(Suite.url("work-queue-service") + "/tasks", PACE, task);
        flows.add(new Flow(tasks, new TaskEffects(suite, tasks, instances)));
        flows.forEach(flow -> flow.load().start());
        awaitConfirmed(FLOWING);
        return this;
    }

    void awaitConfirmed(int more) {
        flows.forEach(flow -> flow.load().awaitConfirmed(more));
    }

    /** Pauses the messages, and returns once all that were sent are delivered or dead. */
    void suspend() throws Exception {
        for (Flow flow : flows) {
            flow.load().suspend();
            awaitOutcomes(flow);
        }
    }

    void resume() {
        flows.forEach(flow -> flow.load().resume());
    }

    /** Sends every confirmed message once more. */
    void repeat() {
        flows.forEach(flow -> flow.load().repeat());
    }

    /** Waits until exactly this many messages have taken effect. */
    void awaitDelivered(int messages) {
        Await.that(
                messages + " are delivered",
                () -> {
                    int delivered = 0;
                    for (Flow flow : flows) {
                        delivered += flow.effects().byId().size();
                    }
                    return delivered == messages;
                });
    }

    /** Waits until both services refuse messages. */
    void awaitRefused() {
        flows.forEach(flow -> flow.load().awaitRefused(FLOWING));
    }

    /** Waits until both services refuse messages, or do not learn of the broker's decision. */
    void awaitUnconfirmed() {
        flows.forEach(flow -> flow.load().awaitUnconfirmed(FLOWING));
    }

    /** Waits for recovery, then counts, reports and checks. Call it right after the repair. */
    Counted verifyRecovery(Promise promise) throws Exception {
        long repaired = System.nanoTime();
        Suite.awaitReady();
        awaitConfirmed(FLOWING);
        Duration recovery = Duration.ofNanos(System.nanoTime() - repaired);
        for (Flow flow : flows) {
            flow.load().finish();
        }
        Counted counted = count(recovery);
        FaultReport.add(suite, promise.toString(), counted);
        promise.check(counted);
        return counted;
    }

    private Counted count(Duration recovery) throws Exception {
        int delivered = 0;
        int dead = 0;
        int lost = 0;
        int duplicated = 0;
        for (Flow flow : flows) {
            Set<String> deadOfFlow = awaitOutcomes(flow);
            Set<String> deliveredOfFlow = flow.effects().byId().keySet();
            delivered += deliveredOfFlow.size();
            dead += deadOfFlow.size();
            lost += missing(flow, deliveredOfFlow, deadOfFlow).size();
            duplicated += flow.effects().duplicated();
        }
        return new Counted(
                fault,
                sum(load -> load.attempted.get()),
                sum(load -> load.confirmed.size()),
                sum(load -> load.refused.get()),
                sum(load -> load.unknown.get()),
                sum(load -> load.unreachable.get()),
                delivered,
                dead,
                lost,
                duplicated,
                recovery,
                slowestRefusal(),
                flows.stream().flatMap(flow -> flow.load().wrong.stream()).toList());
    }

    private interface Count {
        int of(Load load);
    }

    private int sum(Count count) {
        return flows.stream().mapToInt(flow -> count.of(flow.load())).sum();
    }

    private Duration slowestRefusal() {
        return Duration.ofMillis(
                flows.stream()
                        .mapToLong(flow -> flow.load().slowestRefusal.get())
                        .max()
                        .orElseThrow());
    }

    /** Waits for the outcome of every confirmed message, and returns the dead letters. */
    private static Set<String> awaitOutcomes(Flow flow) throws IOException {
        try {
            Await.that(
                    "all that was confirmed is delivered or dead",
                    () ->
                            missing(flow, flow.effects().byId().keySet(), dead(flow.load()))
                                    .isEmpty());
        } catch (ConditionTimeoutException someAreLost) {
            log.error("{} after {}", someAreLost.getMessage(), Suite.TIMEOUT);
        }
        return dead(flow.load());
    }

    private static Set<String> missing(Flow flow, Set<String> delivered, Set<String> dead) {
        Set<String> missing = new HashSet<>(flow.load().confirmed);
        missing.removeAll(delivered);
        missing.removeAll(dead);
        return missing;
    }

    private static Set<String> dead(Load load) throws IOException {
        Set<String> dead = new HashSet<>();
        JsonNode page;
        int from = 0;
        do {
            page = Rest.get(Suite.url("work-queue-service") + "/tasks/dead?from=" + from).json();
            from += page.size();
            page.valueStream()
                    .map(letter -> letter.get("id").asString())
                    .filter(id -> id.startsWith(load.idPrefix))
                    .forEach(dead::add);
        } while (!page.isEmpty());
        return dead;
    }

    @Override
    public void close() {
        for (Flow flow : flows) {
            flow.load().abandon();
            flow.effects().close();
        }
    }
}
