package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rabbitpatterns.test.RealBroker;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What the page shows when the broker, a service or the console goes down and comes back. */
class FaultsOnThePageIT {

    private final RunningSuite suite = RunningSuite.get();

    @Test
    void showsThatTheBrokerIsDownAndContinuesOnceItIsBack() {
        Browser page = Browser.on("#/hello").sees("#broker-state", "RabbitMQ");
        try (Browser overview = page.another("")) {
            RealBroker.get().stop();
            try {
                page.sees("#broker-state", "does not answer");
                page.click("#publish button.main").sees("#outcome", "send it again later");
                page.seesNewest("Hello, Rabbit!", "refused");
                overview.sees("#broker", "does not answer").sees("#services", "0 of 1 ready");
            } finally {
                RealBroker.get().start();
            }
            overview.sees("#broker", "RabbitMQ ")
                    .sees("#services li:first-child", "ready (1 of 1)");
        }
        page.sees(".node.listening", "hello");
        page.type("#text", "back again")
                .click("#publish button.main")
                .sees(".received", "back again");
    }

    @Test
    void showsAMemoryAlarmOfTheBroker() {
        Browser page = Browser.on("");
        RealBroker.get().ctl("set_vm_memory_high_watermark", "0.00001");
        try {
            page.sees("#broker", "alarm: memory");
        } finally {
            RealBroker.get().ctl("set_vm_memory_high_watermark", "0.6");
        }
        page.seesNot("#broker", "alarm");
    }

    @Test
    void showsThatAServiceIsDownAndThatItsHistoryIsGoneAfterARestart() throws Exception {
        Browser page = Browser.on("#/hello");
        page.type("#text", "to be forgotten").click("#publish button.main");
        page.seesNewest("to be forgotten", "acknowledged");
        try (Browser overview = page.another("")) {
            suite.kill("hello-service");
            try {
                page.sees("#service-state", "down");
                page.click("#publish button.main")
                        .sees("#outcome", "hello-service does not answer");
                overview.sees("#services li:first-child", "down").sees("#services", "ready");
            } finally {
                suite.startAgain("hello-service");
            }
        }
        page.sees("#notice", "they are missing here").sees(".message", "to be forgotten");
        page.sees("#service-state", "1 of 1");
    }

    @Test
    void aDisconnectedPageReportsWhatItCatchesUpWith() throws Exception {
        Browser page = Browser.on("#/hello");
        page.type("#text", "before").click("#publish button.main");
        page.seesNewest("before", "acknowledged")
                .open(".messages li:first-child .message", ".life");
        page.sees(".life .step", 4).press(Keys.ESCAPE);
        suite.kill(RunningSuite.CONSOLE);
        try {
            page.sees("#stream-state", "connection lost");
            send("meanwhile");
        } finally {
            suite.startAgain(RunningSuite.CONSOLE);
        }
        page.sees("#notice", "caught up with 4 steps").sees(".message", "meanwhile");
        page.sees("#stream-state", "live").sees(".message", "before");
    }

    @Test
    void aPausedViewDoesNotChangeAndLosesNothing() {
        Browser page = Browser.on("#/hello").click("#pause");

        send("while paused");
        send("paused, too");

        page.sees(".hint", "paused; new messages are still recorded");
        assertThat(page.text(".messages")).doesNotContain("while paused");
        page.click("#pause").sees(".message", "while paused").sees(".message", "paused, too");
    }

    @Test
    void theFilterShowsOnlyMatchingMessages() {
        Browser page = Browser.on("#/hello");
        send("an apple");
        send("a pear");
        page.sees(".message", "an apple").sees(".message", "a pear");

        page.type("#filter", "APPLE");

        page.seesNot(".messages", "a pear").sees(".message", "an apple");
        page.type("#filter", "nothing like it").sees(".empty", "No message matches the filter.");
    }

    private void send(String text) {
        suite.rest("hello-service")
                .post()
                .uri("/messages")
                .body(Map.of("text", text))
                .exchange()
                .expectStatus()
                .isAccepted();
    }
}
