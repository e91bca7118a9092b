package dev.rabbitpatterns.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import dev.rabbitpatterns.test.TutorialProgram;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** On the page of each pattern: publish, watch, break something, and see that nothing is lost. */
class PatternPagesIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void aGreetingIsSentReceivedAndCounted() {
        Browser page = Browser.on("#/hello");
        long before = page.total("acknowledged");

        page.type("#text", "Hello from the page").click("#publish button.main");

        page.sees("#outcome", "Confirmed: the broker has it in a queue.");
        page.seesNewest("Hello from the page", "acknowledged");
        page.sees(".received", "Hello from the page");
        page.seesTotal("acknowledged", before + 1);
    }

    @Test
    void aMessageCanBeOpenedToReadItsLife() {
        Browser page = Browser.on("#/hello");
        page.type("#text", "a life").type("#key", "life-1").click("#publish button.main");
        page.seesNewest("a life", "acknowledged");

        page.open(".messages li:first-child .message", ".life");

        page.sees(".life", "a life");
        for (String step : List.of("published", "confirmed", "delivered", "acknowledged")) {
            page.sees(".life .step", step);
        }
        page.sees(".properties", "life-1").sees(".properties", "receivedAt");
        assertThat(page.text(".life .step time")).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}");
        page.seesNo(".life a:not([hidden])");
        page.press(Keys.ESCAPE).seesNo(".life");
    }

    @Test
    void theLifeOfAMessageShowsAllThatItCarries() {
        Browser page = Browser.on("#/hello");
        String text = "long ".repeat(100) + "and whole";
        var properties =
                new AMQP.BasicProperties.Builder()
                        .messageId("foreign-1")
                        .deliveryMode(2)
                        .correlationId("from elsewhere")
                        .headers(
                                Map.of(
                                        "odd",
                                        Map.of("nested", List.of(1, "two")),
                                        "traceparent",
                                        "00-" + TRACE + "-00f067aa0ba902b7-01"));
        try (TutorialProgram other = new TutorialProgram()) {
            other.send("hello", text.getBytes(UTF_8), properties.build());
        }

        page.sees(".message", "long long").open(".messages li:first-child .message", ".life");

        page.sees(".life .body", text).sees(".life .properties", "509 bytes");
        for (String part : List.of("delivery-mode2", "from elsewhere", "header odd")) {
            page.sees(".life .properties", part);
        }
        page.sees(".life > .properties", "{\"nested\":[1,\"two\"]}");
        page.sees(".life .step.delivered details", "correlation-id");
        page.sees(".life a:not([hidden])", "Show its trace in Zipkin");
        assertThat(page.find(".life a").getDomProperty("href"))
                .isEqualTo(RunningSuite.ZIPKIN + "/zipkin/traces/" + TRACE);
        page.press(Keys.ESCAPE).seesNo(".life");
    }

    @Test
    void messagesForAPausedConsumerWaitUntilTheyArePulledOrItResumes() {
        Browser page = Browser.on("#/hello");
        page.click("#pause-consumer").sees("#consumer-state", "messages wait in the queue");

        page.type("#text", "pulled").click("#publish button.main");
        page.seesNewest("pulled", "queued").sees(".queue .depth", "1");
        page.click("#pull").sees("#outcome", "Pulled: pulled").sees(".queue .depth", "0");
        page.click("#pull").sees("#outcome", "The queue was empty.");

        page.type("#text", "pushed").click("#publish button.main").sees(".queue .depth", "1");
        page.click("#resume-consumer").sees(".received", "pushed").sees(".queue .depth", "0");
        page.sees("#consumer-state", "pushed to the consumer");
    }

    @Test
    void aDuplicateIsRecognised() {
        Browser page = Browser.on("#/hello");
        page.type("#text", "once").type("#key", "twice-1").click("#publish button.main");
        page.seesNewest("once", "acknowledged");

        page.click("#publish button.main").seesNewest("once", "duplicate");
    }

    @Test
    void theCurlCommandPublishesTheSameMessage() throws Exception {
        Browser page = Browser.on("#/hello");
        page.type("#text", "it's by hand; \"$HOME\"").click("#key");
        assertThat(page.text("#as-amqp"))
                .contains("basic.publish exchange=\"\" routing-key=\"hello\" mandatory=true");

        Process shell =
                new ProcessBuilder("bash", "-c", page.text("#as-curl") + " -fsS")
                        .redirectErrorStream(true)
                        .start();

        assertThat(new String(shell.getInputStream().readAllBytes(), UTF_8))
                .contains("\"routed\":true");
        page.sees(".message", "it's by hand; \"$HOME\"");
    }

    @Test
    void aBatchIsSharedFairlyAndShownInLanes() {
        Browser page = Browser.on("#/work-queue");
        page.click("#batch").sees("#outcome", "6 tasks confirmed.");

        page.sees(".attempt", "long......");
        Browser.soon("six tasks done").until(() -> page.all(".attempt.acknowledged").size() >= 6);
        assertThat(page.all(".timeline .lane")).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void theTaskOfACrashedWorkerIsRedeliveredAndDone() {
        Browser page = Browser.on("#/work-queue");
        page.type("#text", "survivor......").click("#publish button.main");
        page.sees("#workers li .text", "survivor......");

        long workers = page.all("#workers li").size();
        for (int worker = 1; worker <= workers; worker++) {
            String row = "#workers li:nth-child(" + worker + ")";
            if (page.text(row).contains("survivor")) {
                page.click(row + " .danger");
                break;
            }
        }

        page.sees(".attempt.requeued", "survivor").sees(".attempt.again", "survivor");
        page.open(".messages li:first-child .message", ".life").sees(".life .step", "requeued");
        page.sees(".life .step", "redelivered").sees(".life .step", "acknowledged");
        page.press(Keys.ESCAPE).seesNewest("survivor......", "acknowledged");
    }

    @Test
    void aWorkerInThePictureShowsItsPrefetchItsTaskAndItsProgress() {
        Browser page = Browser.on("#/work-queue");
        page.sees(".node.consumer", "prefetch 1");
        page.seesFirst(".queue .counts", "0 ready · 0 unacked");

        page.type("#text", "paint" + ".".repeat(12)).click("#publish button.main");

        page.seesFirst(".queue .counts", "0 ready · 1 unacked");
        page.sees(".consumer .doing", "/12").sees(".progress.done:not([width='0'])", 1);
        page.seesNewest("paint" + ".".repeat(12), "acknowledged");
        page.seesFirst(".queue .counts", "0 ready · 0 unacked").seesNot(".doing", "pai");
    }

    @Test
    void aWorkerIsAddedAndRemoved() {
        Browser page = Browser.on("#/work-queue");
        page.sees("#workers", "worker-");
        int before = page.all("#workers > li").size();

        page.click("#hire").sees("#outcome", "was added.");
        page.sees("#workers > li", before + 1).sees(".node.consumer", before + 1);
        page.click("#workers > li:last-child .quiet")
                .sees("#outcome", "stops after its current task");
        page.sees("#workers > li", before).sees(".node.consumer", before);
    }

    @Test
    void aHopelessTaskIsDeadLetteredAndReplayedWithANewText() {
        Browser page = Browser.on("#/work-queue");
        page.type("#text", "hopeless").type("#failures", "100").click("#publish button.main");
        page.seesNewest("hopeless", "dead-lettered").sees("#dead", "simulated failure 4 of 100");
        page.sees(".node.queue", "task_queue.dead");

        page.type("#dead [aria-label='Text for the replay of hopeless']", "hopeful");
        page.click("#dead [aria-label='Replay hopeless']");

        page.sees("#outcome", "1 replayed.").seesNo("#dead [aria-label='Replay hopeless']");
        page.sees(".messages li:first-child .state", "acknowledged");
    }

    @ParameterizedTest
    @CsvSource({
        "pubsub, 'a log for everyone'",
        "routing, 'the disk is full'",
        "topic, 'kernel panic'",
        "headers, 'the annual report'"
    })
    void aSubscriberIsPredictedReachedAndRemoved(String pattern, String text) {
        Browser page = Browser.on("#/" + pattern);
        page.sees("#prediction", "Will reach nobody");
        page.click(".chips .chip"); // the first example matches the default binding
        page.click("#subscribe button.main").sees("#outcome", "is listening.");
        page.sees("#prediction", "Will reach 1: subscriber-").sees(".node.consumer", "subscriber-");

        page.click("#publish button.main").sees("#outcome", "in a queue");
        page.sees("#subscribers .received", text).seesNewest(text, "acknowledged");

        page.click("#subscribers .quiet")
                .sees("#outcome", "was removed")
                .seesNo("#subscribers > li");
        page.seesNo(".node.consumer").sees("#prediction", "Will reach nobody");
        page.click("#publish button.main").sees("#outcome", "it went nowhere");
        page.seesNewest(text, "returned");
    }

    @Test
    void thePredictionFollowsTheRoutingKeyWhileItIsTyped() {
        Browser page = Browser.on("#/topic");
        page.type("#bindingKeys", "lazy.#").click("#subscribe button.main");
        page.sees("#subscribers", "lazy.#");

        page.type("#routingKey", "lazy.brown.fox").sees("#prediction", "Will reach 1");
        page.type("#routingKey", "quick.brown.fox").sees("#prediction", "Will reach nobody");

        page.click("#subscribers .quiet").seesNo("#subscribers > li");
    }

    @Test
    void aCallShowsTheExactResultAndTheTimeOfEachLeg() {
        Browser page = Browser.on("#/rpc");

        page.click("#publish button.main");

        page.sees("#outcome", "fib(90) has 19 digits");
        page.sees("#answers", "fib(90) = 2880067194370816120");
        page.sees("#calls tr:first-child", "fib(90)").sees("#calls tr:first-child td", " ms");
        page.seesNewest("90", "replied");
    }

    @Test
    void aRangeIsAnsweredOneByOne() {
        Browser page = Browser.on("#/rpc");

        page.click("#range button.main");

        page.sees("#outcome", "30 answered, 0 failed");
        Browser.soon("rows").until(() -> page.all("#calls tr").size() > 10);
    }

    @Test
    void aNumberThatIsTooLargeIsRefusedWithAReason() {
        Browser page = Browser.on("#/rpc");

        page.type("#n", "99999999").click("#publish button.main");

        Browser.soon("a reason").until(() -> page.text(".outcome.bad").length() > 10);
    }
}
