package dev.rabbitpatterns.hello;

import static dev.rabbitpatterns.hello.LineUpload.message;
import static dev.rabbitpatterns.test.QueueAssert.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.rabbitpatterns.test.RealBrokerTest;
import dev.rabbitpatterns.test.TutorialProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** An upload without end takes up a bounded part of the service, and ends when its client does. */
@RealBrokerTest
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
        properties = {
            "spring.rabbitmq.listener.simple.auto-startup=false",
            "messaging.rest.max-request-size=64KB",
            "messaging.rest.max-total-request-size=100KB",
            "messaging.rest.max-unanswered-lines=20",
            "messaging.rest.max-unanswered-size=50KB",
            "messaging.rest.request-read-timeout=2s",
            "server.tomcat.connection-timeout=1s"
        })
class HelloLineBoundsIT {

    private static final int LONGEST = 64 * 1024;

    private final TutorialProgram tutorial = new TutorialProgram();
    private final String url;

    HelloLineBoundsIT(@LocalServerPort int port) {
        url = "http://localhost:" + port;
    }

    @BeforeEach
    void startWithAnEmptyQueue() {
        tutorial.declare("hello").purge("hello");
    }

    @AfterEach
    void disconnect() {
        tutorial.purge("hello").close();
    }

    @Test
    void aLineThatIsTooLongIsAnsweredAndSkipped() {
        try (LineUpload upload = new LineUpload(url)) {
            upload.send(message("before"));
            for (int part = 0; part < 100; part++) {
                upload.send("x".repeat(LONGEST));
            }
            List<JsonNode> answers = upload.send("\n" + message("after")).end().answers();

            assertThat(answers)
                    .extracting(answer -> answer.path("status").asInt(202))
                    .containsExactly(202, 413, 202);
            assertThatQueue("hello").holds(2);
        }
    }

    @Test
    void manyUploadsShareTheMemoryAndAllOfTheirLinesAreAnswered() {
        int uploads = 20;
        int lines = 50;
        String line = message("x".repeat(10_000));
        List<CompletableFuture<List<JsonNode>>> answers =
                IntStream.range(0, uploads)
                        .mapToObj(_ ->
                                CompletableFuture.supplyAsync(
                                        () -> upload(line.repeat(lines)),
                                        Thread::startVirtualThread))
                        .toList();

        List<JsonNode> all = new ArrayList<>();
        answers.forEach(one -> all.addAll(one.join()));

        assertThat(all)
                .hasSize(uploads * lines)
                .allMatch(answer -> answer.path("routed").asBoolean());
        assertThatQueue("hello").holds(uploads * lines);
    }

    private List<JsonNode> upload(String lines) {
        try (LineUpload upload = new LineUpload(url)) {
            CompletableFuture<List<JsonNode>> answers = upload.answersMeanwhile(answer -> {});
            upload.send(lines).end();
            return answers.join();
        }
    }

    @Test
    void aSenderThatFallsSilentIsAnsweredAndDisconnected(CapturedOutput log) throws Exception {
        int before = log.length();
        try (LineUpload upload = new LineUpload(url)) {
            upload.send(message("one") + "{\"text\":\"only ha");
            assertThat(upload.answer()).isNotNull();

            assertThatExceptionOfType(IOException.class).isThrownBy(upload::answer);
        }
        assertThatQueue("hello").holds(1);
        assertThat(log.toString().substring(before)).doesNotContain("Exception", " WARN ");
    }

    @Test
    void aLineThatTakesTooLongToArriveIsRefusedAndItsSenderDisconnected(CapturedOutput log)
            throws Exception {
        int before = log.length();
        try (LineUpload upload = new LineUpload(url)) {
            upload.send(message("one"));
            assertThat(upload.answer()).isNotNull();
            List<JsonNode> answers = new CopyOnWriteArrayList<>();
            CompletableFuture<?> ended = upload.answersMeanwhile(answers::add);
            await().pollInterval(Duration.ofMillis(300))
                    .until(() -> {
                        upload.send("x");
                        return !answers.isEmpty();
                    });

            assertThat(answers.getFirst().get("status").asInt()).isEqualTo(408);
            assertThat(answers.getFirst().get("line").asInt()).isEqualTo(2);
            assertThatExceptionOfType(CompletionException.class).isThrownBy(ended::join);
        }
        assertThatQueue("hello").holds(1);
        assertThat(log.toString().substring(before)).doesNotContain("Exception", " WARN ");
    }

    @Test
    void aClientThatReadsNoAnswersIsDisconnected(CapturedOutput log) {
        int before = log.length();
        try (LineUpload upload = new LineUpload(url)) {
            String refused = "{}\n".repeat(1000); // answered at once, however slow the broker is
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            upload.send(refused);
                        }
                    });
        }
        assertThat(log.toString().substring(before)).doesNotContain("Exception", " WARN ");
    }
}
