package dev.rabbitpatterns.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tutorial programs in other languages at either end of every pattern. Subclasses choose which
 * language is tried with which pattern, in {@code ends()} and {@code rpcPrograms()}.
 */
abstract class Interop {

    /** A foreign program at one end of a pattern; the service is at the other. */
    record End(ForeignProgram program, Conversation pattern) {
        @Override
        public String toString() {
            return program + ", " + pattern;
        }
    }

    /** Every pattern in every language. */
    static List<End> allEnds() {
        return Conversation.all()
                .flatMap(pattern ->
                        Stream.of(ForeignProgram.values())
                                .map(program -> new End(program, pattern)))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void theServiceReceivesWhatAForeignProgramSends(End end) throws Exception {
        String text = "to the service " + UUID.randomUUID();
        try (var service = end.pattern().serviceListens()) {
            end.program().send(end.pattern().label(), end.pattern().route(), text);
            Await.that("the service receives it", () -> service.texts().contains(text));
        }
    }

    /** The program shares a queue with the service, and may be busy with an earlier task. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void aForeignProgramReceivesWhatTheServiceSends(End end) throws Exception {
        List<String> texts = new ArrayList<>();
        try (var program = end.program().receive(end.pattern().label(), end.pattern().rule())) {
            Await.that(
                    "the program receives one",
                    () -> {
                        if (texts.isEmpty() || end.pattern().isShared()) {
                            texts.add("to the program " + UUID.randomUUID());
                            assertThat(end.pattern().serviceSends(texts.getLast()).status())
                                    .isEqualTo(202);
                        }
                        return program.lines().stream().anyMatch(texts::contains);
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("rpcPrograms")
    void aForeignProgramCallsTheService(ForeignProgram program) {
        assertThat(program.send("rpc", "", "100")).isEqualTo("354224848179261915075");
    }

    /** The program and the service's own server take turns, so a call soon reaches the program. */
    @ParameterizedTest
    @MethodSource("rpcPrograms")
    void theServiceCallsAForeignProgram(ForeignProgram program) throws Exception {
        try (var server = program.receive("rpc", "")) {
            await("a call reaches the program")
                    .until(() -> {
                        Rest.Answer answer = Rest.get(Suite.url("rpc-service") + "/fibonacci/100");
                        assertThat(answer.status()).isEqualTo(200);
                        assertThat(answer.json().get("value").asString())
                                .isEqualTo("354224848179261915075");
                        return server.lines().contains("100");
                    });
        }
    }
}
