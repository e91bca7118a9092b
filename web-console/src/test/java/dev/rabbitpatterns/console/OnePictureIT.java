package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.test.RealBroker;
import dev.rabbitpatterns.test.TutorialProgram;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Dimension;

/**
 * Every page shows what the services and the broker report, and nothing is requested while nobody
 * watches.
 */
class OnePictureIT {

    private static final List<String> STEPS = List.of("published", "delivered", "acknowledged");

    private final RunningSuite suite = RunningSuite.get();

    @Test
    void theOverviewShowsTheBrokerAndAllServices() {
        Browser page = Browser.on("");
        String version = RealBroker.get().ctl("version").strip();

        page.sees("#broker", "RabbitMQ " + version).sees("#services", "task_queue.dead");

        page.sees("#services .badge.good", RunningSuite.SERVICES.size());
    }

    @Test
    void twoWindowsShowTheSame() {
        Browser one = Browser.on("#/hello");
        try (Browser other = one.another("#/hello")) {
            one.type("#text", "seen by both").click("#publish button.main");
            other.sees(".messages li:first-child", "seen by both");
            other.type("#text", "and back").click("#publish button.main");

            one.seesNewest("and back", "acknowledged");
            other.seesNewest("and back", "acknowledged");
            Browser.soon("the same totals")
                    .untilAsserted(() ->
                            assertThat(STEPS.stream().map(other::total).toList())
                                    .isEqualTo(STEPS.stream().map(one::total).toList()));
            assertThat(other.text(".messages")).isEqualTo(one.text(".messages"));
        }
    }

    @Test
    void aPageThatIsOpenedLaterShowsEarlierMessages() {
        Browser page = Browser.on("#/hello");
        page.type("#text", "long ago").click("#publish button.main").sees(".message", "long ago");

        page.load("#/hello").sees(".message", "long ago");

        assertThat(page.all(".travels .dot")).isEmpty();
    }

    @Test
    void whatAnotherProgramHasNotAcknowledgedIsCountedApart() {
        Browser page = Browser.on("#/hello");
        page.click("#pause-consumer").sees("#consumer-state", "messages wait");
        page.type("#text", "held").click("#publish button.main");
        page.seesFirst(".queue .counts", "1 ready · 0 unacked");

        try (TutorialProgram other = new TutorialProgram()) {
            other.hold("hello");
            page.seesFirst(".queue .counts", "0 ready · 1 unacked");
        }
        page.seesFirst(".queue .counts", "1 ready · 0 unacked");

        page.click("#resume-consumer").sees(".received", "held");
        page.seesFirst(".queue .counts", "0 ready · 0 unacked");
    }

    @Test
    void aReportMayBeOldAndTheEventsMayNotKnowAll() {
        Browser page = Browser.on("#/hello");

        Object numbers =
                page.driver()
                        .executeAsyncScript(
                                """
                                const done = arguments[0];
                                import('/js/unacknowledged.js').then(({ Unacknowledged }) => {
                                    const step = (type, ago) => ({ type, queue: 'q', at: new Date(Date.now() - ago * 1000).toISOString() });
                                    const after = (reports, ...steps) => {
                                        const one = new Unacknowledged();
                                        reports.slice(0, -1).forEach((report) => one.now('q', report));
                                        steps.forEach(([instance, key, ...what]) => one.note(instance, step(...what), key));
                                        return one.now('q', reports.at(-1));
                                    };
                                    const lost = new Unacknowledged();
                                    lost.note('gone', step('delivered', 60), 'm');
                                    lost.lose('gone');
                                    done([
                                        after([0], ['a', 'm', 'delivered', 0]),
                                        after([1], ['a', 'm', 'delivered', 60], ['a', 'm', 'acknowledged', 0]),
                                        after([0], ['a', 'm', 'delivered', 60]),
                                        after([2, 2], ['a', 'm', 'delivered', 0]),
                                        after([2, 0], ['a', 'm', 'delivered', 0]),
                                        after([0], ['a', 'm', 'delivered', 1], ['b', 'm', 'delivered', 0]),
                                        lost.now('q', 1),
                                        after([undefined], ['a', 'm', 'delivered', 0]) ?? -1,
                                    ]);
                                });
                                """);

        assertThat((List<?>) numbers)
                .as(
                        "delivered, acknowledged, lost to us, others too, others no more, redelivered, gone, unknown")
                .isEqualTo(List.of(1L, 0L, 0L, 3L, 1L, 1L, 0L, -1L));
    }

    @Test
    void theStepsOfAMessageAreFoundInWhateverOrderConsumersTellThem() {
        Object states =
                Browser.on("#/hello")
                        .driver()
                        .executeAsyncScript(
                                """
                                const done = arguments[0];
                                const { Store } = await import('/js/store.js');
                                const states = (messageId, ...steps) => {
                                    const store = new Store();
                                    steps.forEach(([type, consumer, detail], at) => store.add('one', { type, consumer, detail, messageId, queue: 'q', text: 'same', at: new Date(at).toISOString() }));
                                    return [...store.messages.values()].map(({ state }) => state).join(' ');
                                };
                                const late = [['delivered', 'a'], ['delivered', 'b', 'redelivered'], ['requeued', 'a']];
                                const two = [['delivered', 'a'], ['delivered', 'a']];
                                const failed = [['dead-lettered', 'b'], ['acknowledged', 'b'], ['published'], ['confirmed']];
                                done([
                                    states('1', ...late),
                                    states(undefined, ...late),
                                    states('1', ...late, ['acknowledged', 'b']),
                                    states(undefined, ...late, ['acknowledged', 'b']),
                                    states('1', ...late, ...failed),
                                    states(undefined, ...two, ['acknowledged', 'a'], ['acknowledged', 'a']),
                                    states(undefined, ...two, ['requeued', 'a'], ['acknowledged', 'a']),
                                    states(undefined, ['delivered', 'a'], ['delivered', 'a', 'redelivered'], ['acknowledged', 'a']),
                                ]);
                                """);

        assertThat((List<?>) states)
                .as("requeued late, with and without an id; done; replayed; two alike; lost")
                .isEqualTo(
                        List.of(
                                "delivered",
                                "delivered",
                                "acknowledged",
                                "acknowledged",
                                "confirmed",
                                "acknowledged acknowledged",
                                "acknowledged requeued",
                                "acknowledged"));
    }

    @Test
    void theTotalsMatchTheBrokersCounters() {
        Browser page = Browser.on("#/hello");
        Map<String, Long> brokerBefore = settled(brokerCounters());
        List<Long> pageBefore = STEPS.stream().map(page::total).toList();

        page.type("#count", "40").click("#publish button.main").sees("#outcome", "40 of 40");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    Map<String, Long> broker = brokerCounters();
                    for (int step = 0; step < STEPS.size(); step++) {
                        String name = STEPS.get(step);
                        assertThat(page.total(name) - pageBefore.get(step))
                                .as(name)
                                .isEqualTo(40)
                                .isEqualTo(
                                        broker.getOrDefault(name, 0L)
                                                - brokerBefore.getOrDefault(name, 0L));
                    }
                });
    }

    /** The broker's counters, once they have stopped changing. */
    private Map<String, Long> settled(Map<String, Long> first) {
        await().during(RealBroker.get().maxCounterAge().plusSeconds(1))
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> {
                    Map<String, Long> now = brokerCounters();
                    boolean same = now.equals(first);
                    first.putAll(now);
                    return same;
                });
        return first;
    }

    private static Map<String, Long> brokerCounters() {
        return new TreeMap<>(
                Map.of(
                        "published",
                        Counters.ofQueue("hello", "publish"),
                        "delivered",
                        Counters.ofQueue("hello", "deliver_get"),
                        "acknowledged",
                        Counters.ofQueue("hello", "ack")));
    }

    @Test
    void theServicesReceiveNoRequestsOnceThePageIsClosed() {
        Browser page = Browser.on("#/hello");
        page.sees(".node.queue", "hello");
        double watched = requests();
        await().until(() -> requests() > watched);

        page.driver().get("about:blank");

        assertNoRequests();
    }

    @Test
    void aHiddenPageSendsNoRequests() {
        Browser page = Browser.on("#/hello");
        page.sees(".node.queue", "hello");

        try {
            page.driver().manage().window().minimize();

            await().until(() -> page.run("return document.visibilityState").equals("hidden"));
            assertNoRequests();
        } finally {
            page.driver().manage().window().setSize(new Dimension(1360, 1000));
        }
        page.sees("#stream-state", "live");
    }

    /** Waits longer than the interval at which a visible page polls. */
    private void assertNoRequests() {
        await().atMost(Duration.ofSeconds(20)).until(() -> streams() == 0);
        await().atMost(Duration.ofSeconds(20)).until(() -> readers() == 0);
        double before = requests();
        await().during(Duration.ofSeconds(3))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> requests() == before);
    }

    private double streams() {
        return sum(RunningSuite.CONSOLE, "console_streams(?=[ {])");
    }

    /** Requests to the service, without those of this test itself. */
    private double requests() {
        return sum(
                "hello-service",
                "http_server_requests_seconds_count\\{[^}]*uri=\"(?!/actuator/prometheus)[^\"]*\"[^}]*}");
    }

    private double readers() {
        return sum("hello-service", "messaging_events_readers");
    }

    private double sum(String name, String metric) {
        String metrics =
                Objects.requireNonNull(
                        suite.rest(name)
                                .get()
                                .uri("/actuator/prometheus")
                                .exchange()
                                .returnResult(String.class)
                                .getResponseBody());
        return Pattern.compile("(?m)^" + metric + "\\S* (\\S+)$")
                .matcher(metrics)
                .results()
                .mapToDouble(match -> Double.parseDouble(match.group(1)))
                .sum();
    }
}
