package dev.rabbitpatterns.console;

import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import dev.rabbitpatterns.test.TutorialProgram;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One view of the dead letters of all services: chosen ones are replayed or deleted, and no others.
 */
class DeadLettersPageIT {

    private static final String PAGE = "#/dead-letters";
    private static final List<String> DEAD =
            List.of("hello.dead", "task_queue.dead", "rpc_queue.dead");

    private final TutorialProgram tutorial = new TutorialProgram();

    @BeforeEach
    void startWithoutDeadLetters() {
        RunningSuite.get();
        DEAD.forEach(tutorial::purge);
    }

    @AfterEach
    void leaveNone() {
        DEAD.forEach(tutorial::purge);
        tutorial.close();
    }

    @Test
    void groupsDeadLettersByReasonAsTheyArrive() {
        Browser page = Browser.on(PAGE).sees("#letters-count", "No dead letters.");

        sendNotText("hello", "1");
        sendNotText("task_queue", "2");
        tutorial.send("rpc_queue", "10".getBytes(StandardCharsets.UTF_8), withId("3"));

        page.sees(".reason h2", "The request has no reply_to").sees(".reason", 2);
        page.sees(".choices strong", 3).sees(".reason h2", "×2");
        page.type("#filter", "RPC").sees(".choices strong", 1).sees(".reason", "rpc-service");
        page.sees("#letters-count", "1 of 3 shown.");
    }

    @Test
    void replaysTheSelectedLetterWithItsNewText() {
        sendNotText("hello", "to be repaired");
        sendNotText("hello", "to be left");
        assertThatQueue("hello.dead").holds(2);
        Browser page = Browser.on(PAGE).sees(".choices strong", 2);
        assertThat(page.find("#replay-chosen").isEnabled()).isFalse();

        page.type(".choices li:first-child input:not([type])", "repaired");
        page.click(".choices li:first-child [type=checkbox]").sees("#replay-chosen", "Replay 1");
        page.click("#replay-chosen").sees("#outcome", "1 replayed.").sees(".choices strong", 1);

        assertThatQueue("hello.dead").holds(1);
        page.go("#/hello").sees(".received", "repaired");
    }

    @Test
    void deletesTheSelectedLettersOnceConfirmed() {
        sendNotText("hello", "a,b");
        sendNotText("hello", "c");
        sendNotText("task_queue", "d");
        Browser page = Browser.on(PAGE).sees(".choices strong", 3);
        page.click(".reason h2 [type=checkbox]").click("#delete-chosen");

        page.sees(".confirm", "Delete 3 of the dead letters? This cannot be undone.");
        page.click(".confirm .quiet").seesNo(".confirm");
        assertThat(page.all(".choices strong")).hasSize(3);

        page.click("#delete-chosen").click(".confirm .danger").sees("#outcome", "3 deleted.");
        page.sees("#letters-count", "No dead letters.").seesNo(".reason");
        assertThatQueue("hello.dead").isEmpty();
        assertThatQueue("task_queue.dead").isEmpty();
    }

    @Test
    void lettersThatAreAlikeHaveARowEach() {
        tutorial.send("hello.dead", "alike");
        tutorial.send("hello.dead", "alike");

        Browser.on(PAGE).sees(".choices strong", 2).sees("#letters-count", "2 of 2 shown.");
    }

    @Test
    void aLetterThatSomebodyElseDeletesDisappears() {
        sendNotText("hello", "gone");
        Browser page = Browser.on(PAGE).sees(".choices strong", 1);

        RunningSuite.get().rest("hello-service").delete().uri("/dead-letters/gone").exchange();

        page.sees("#letters-count", "No dead letters.");
        page.go("#/hello").sees(".messages .state", "deleted");
    }

    @Test
    void aReplayedMessageShowsItsNewTextAndTheOldOne() {
        RunningSuite.get()
                .rest("work-queue-service")
                .post()
                .uri("/tasks")
                .body(Map.of("text", "hopeless", "failures", 100))
                .exchange();
        Browser page = Browser.on(PAGE).sees(".choices strong", 1);
        page.type(".choices input:not([type])", "hopeful").click(".choices [type=checkbox]");
        page.click("#replay-chosen").sees("#outcome", "1 replayed.");

        page.go("#/work-queue").seesNewest("hopeful", "acknowledged");
        page.open(".messages li:first-child .message", ".life");
        page.sees(".life .body", "hopeful").sees(".life .hint", "hopeless").click(".life button");
    }

    private void sendNotText(String queue, String id) {
        tutorial.send(queue, new byte[] {(byte) 0xff}, withId(id));
    }

    private static AMQP.BasicProperties withId(String id) {
        return new AMQP.BasicProperties.Builder().messageId(id).build();
    }
}
