package dev.rabbitpatterns.messaging.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

/** Where lines end, and what is held of them. */
class LineReaderTests {

    private static final int LONGEST = 20_000;

    private final AtomicLong heldByAll = new AtomicLong();

    @Test
    void splitsAtEveryLineBreakWhereverTheBuffersEnd() throws Exception {
        Random random = new Random(4711);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            texts.add("x".repeat(1 + random.nextInt(LONGEST)));
        }
        LineReader lines = reader(String.join("\n", texts));

        for (int i = 0; i < texts.size(); i++) {
            Line line = next(lines);
            assertThat(line.number()).isEqualTo(i + 1);
            assertThat(new String(line.take(), StandardCharsets.UTF_8)).isEqualTo(texts.get(i));
            line.close();
        }
        assertThat(lines.next()).isNull();
        assertThat(heldByAll).hasValue(0);
    }

    @Test
    void skipsBlankLinesButCountsThem() throws Exception {
        LineReader lines = reader("\n \r\na\r\n\n\nb\n\n");

        assertThat(next(lines).number()).isEqualTo(3);
        assertThat(next(lines).number()).isEqualTo(6);
        assertThat(lines.next()).isNull();
    }

    @Test
    void refusesALineThatIsTooLongWithoutHoldingIt() throws Exception {
        LineReader lines = reader("x".repeat(LONGEST + 1) + "\nnext");

        Line line = next(lines);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(line::take)
                .withMessageContaining("too-long");
        assertThat(heldByAll).hasValue(0);
        line.close();
        assertThat(new String(next(lines).take(), StandardCharsets.UTF_8)).isEqualTo("next");
    }

    @Test
    void waitsWhileTheMaximumNumberOfLinesIsUnanswered() throws Exception {
        LineReader lines = reader("a\nb\nc\nd");
        Line first = next(lines);
        next(lines);
        next(lines);

        CompletableFuture<Line> fourth = new CompletableFuture<>();
        Thread reading =
                Thread.startVirtualThread(() -> {
                    try {
                        fourth.complete(next(lines));
                    } catch (IOException e) {
                        fourth.completeExceptionally(e);
                    }
                });
        Awaitility.await().until(() -> reading.getState() == Thread.State.WAITING);
        assertThat(fourth).isNotDone();
        first.close();

        assertThat(fourth.join().number()).isEqualTo(4);
    }

    @Test
    void refusesALongLineButNotAShortOneWhileOtherRequestsHoldAllMemory() throws Exception {
        heldByAll.set(DataSize.ofMegabytes(1).toBytes());
        LineReader lines = reader("x".repeat(LONGEST) + "\nshort");

        Line line = next(lines);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(line::take)
                .withMessageContaining("too-busy");
        line.close();
        assertThat(new String(next(lines).take(), StandardCharsets.UTF_8)).isEqualTo("short");
    }

    private static Line next(LineReader lines) throws IOException {
        return Objects.requireNonNull(lines.next());
    }

    private LineReader reader(String body) {
        RestProperties bounds =
                new RestProperties(
                        DataSize.ofBytes(LONGEST),
                        DataSize.ofMegabytes(1),
                        100,
                        3,
                        DataSize.ofMegabytes(1),
                        Duration.ofSeconds(30),
                        Set.of(),
                        Duration.ofSeconds(2));
        BoundedRequest request =
                new BoundedRequest(new MockHttpServletRequest(), bounds, heldByAll);
        request.readByLine();
        return new LineReader(
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), request, bounds);
    }
}
