package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lesson of each page can be completed, and a step is ticked off only by what it asks for. */
class LessonIT {

    /** The lesson pauses it, and later tests need it. */
    @AfterEach
    void resumeTheConsumer() {
        RunningSuite.get()
                .rest("hello-service")
                .put()
                .uri("/consumer")
                .body(Map.of("running", true))
                .exchange();
    }

    @ParameterizedTest
    @CsvSource({
        "hello, 5, 0",
        "work-queue, 6, 0",
        "pubsub, 4, 1",
        "routing, 4, 2",
        "topic, 4, 2",
        "headers, 4, 2",
        "rpc, 3, 0"
    })
    void everyStepCanBeDoneByThePage(String pattern, int steps, int subscribers) {
        Browser page = Browser.on("#/" + pattern);
        page.sees("#lesson .tick", steps);
        for (int done = 1; done <= steps; done++) {
            page.sees(".wanted", 1).click("#do-it:not([aria-busy])").sees(".tick.done", done);
        }
        String last =
                String.valueOf(page.find("nav li:nth-last-child(2) a").getDomProperty("href"));
        page.sees("#lesson-end a", last.endsWith("#/" + pattern) ? "overview" : "Next: ");

        for (int left = subscribers; left > 0; left--) {
            page.sees("#subscribers > li", left).click("#subscribers .quiet");
        }
        page.seesNo("#subscribers > li");
    }

    @Test
    void anUnrelatedActionDoesNotCompleteAStep() {
        Browser page = Browser.on("#/work-queue");
        page.type("#text", "not a batch").click("#publish button.main");
        page.seesNewest("not a batch", "acknowledged");
        assertThat(page.all(".tick.done")).isEmpty();

        page.go("#/routing").click("#severities input[value=info]");
        page.click("#subscribe button.main").sees("#subscribers", "info");
        assertThat(page.all(".tick.done")).isEmpty();
        page.click("#subscribers .quiet").seesNo("#subscribers > li");
    }

    @Test
    void progressSurvivesAReloadAndIsShownInTheOverview() {
        Browser page = Browser.on("#/hello");
        page.click("#do-it").sees(".tick.done", 1).sees("#lesson-task", "Pause the consumer");

        page.reload("#/hello").sees(".tick.done", 1).sees("#lesson-task", "Pause the consumer");

        page.reload("").sees("#services .next", "1 of 5 steps · continue here");
    }

    @Test
    void lessonsAreHiddenOnEveryPageOnceOneIsHidden() {
        Browser page = Browser.on("#/hello");
        page.click("#lesson-close");
        assertThat(page.find("#lesson").isDisplayed()).isFalse();
        assertThat(page.all(".wanted")).isEmpty();

        page.reload("#/topic");
        assertThat(page.find("#lesson").isDisplayed()).isFalse();

        page.click("#lesson-open");
        assertThat(page.find("#lesson").isDisplayed()).isTrue();
    }

    @Test
    void theAddressOfAMessageOpensItsLife() {
        Browser page = Browser.on("#/work-queue");
        page.type("#text", "try again").type("#failures", "1").click("#publish button.main");
        page.seesNewest("try again", "acknowledged");
        page.open(".messages li:first-child .message", ".life");
        String address = String.valueOf(page.run("return location.hash"));

        page.reload(address).sees(".life .body", "try again");

        List<Object> bars = List.of("queued", "retried", "retry", "acknowledged");
        assertThat(
                        page.run(
                                "return Array.from(document.querySelectorAll('.trace .attempt'), bar => bar.classList[1])"))
                .isEqualTo(bars);
        page.click(".life button").seesNo(".life");
        assertThat(page.run("return location.hash")).isEqualTo("#/work-queue");
    }

    /** The retry is published within the millisecond of the delivery, and reported before it. */
    @Test
    void stepsWithinAMillisecondKeepTheirOrder() {
        String steps =
                """
                [{ type: 'published', at: '2026-01-31T12:00:00.123Z', exchange: '', routingKey: 'tasks.retry.1s' },
                 { type: 'published', at: '2026-01-31T12:00:00.122998Z', exchange: '', routingKey: 'tasks' },
                 { type: 'delivered', at: '2026-01-31T12:00:00.122999Z', queue: 'tasks', consumer: 'worker-1' },
                 { type: 'retried', at: '2026-01-31T12:00:00.123001Z', queue: 'tasks', consumer: 'worker-1' }]\
                """;
        Object bars =
                Browser.on("#/work-queue")
                        .driver()
                        .executeAsyncScript(
                                """
                                const done = arguments[0];
                                const { Store } = await import('/js/store.js');
                                const { timesOf } = await import('/js/views/trace.js');
                                const store = new Store();
                                for (const step of %s) store.add('one', { ...step, messageId: '1' });
                                done(timesOf(store.messages.get('1').steps).map(({ end }) => end));
                                """
                                        .formatted(steps));

        assertThat(bars).isEqualTo(List.of("queued", "retried", "retry"));
    }

    @Test
    void whatWasTypedSurvivesAChangeOfPage() {
        Browser page = Browser.on("#/topic");
        page.type("#routingKey", "half.written").click("nav a[href='#/rpc']").sees("h1", "RPC");

        page.click("nav a[href='#/topic']").sees("h1", "Topics");

        assertThat(page.read("#routingKey", "value")).isEqualTo("half.written");
    }

    @Test
    void aLongSendCanBeStopped() {
        Browser page = Browser.on("#/hello");
        long before = page.total("published");
        page.type("#count", "1000");
        try {
            page.delayRequests(Duration.ofMillis(300));
            page.click("#publish button.main");
            page.sees("#outcome", "of 1000 confirmed …").click("#stop");
            page.sees("#outcome", "of 1000 confirmed,");
        } finally {
            page.delayRequests(Duration.ZERO);
        }
        int sent = Integer.parseInt(page.text("#outcome").replaceFirst(" .*", ""));
        assertThat(sent).isLessThan(1000);
        page.click("#close-outcome");
        assertThat(page.find("#outcome").isDisplayed()).isFalse();
        await("nothing else is sent")
                .atMost(Duration.ofSeconds(15))
                .during(Duration.ofSeconds(3)) // longer than the page takes to ask again
                .until(() -> page.total("published") == before + sent);
    }

    @Test
    void aFaultIsShownAtItsField() {
        Browser page = Browser.on("#/work-queue");
        page.type("#text", ".".repeat(61)).click("#publish button.main");

        page.sees("#text-fault", "at most 60 dots").sees("#outcome", "correct the marked fields");

        page.type("#text", "shorter");
        assertThat(page.find("#text-fault").isDisplayed()).isFalse();
    }

    @Test
    void theChartShowsTheLastFiveMinutes() {
        Browser page = Browser.on("#/hello");
        page.click("#publish button.main");

        page.sees(".chart .plot", 3);
        Browser.soon("points")
                .until(() -> page.read(".plot.published", "getAttribute('points')").contains(" "));
    }
}
