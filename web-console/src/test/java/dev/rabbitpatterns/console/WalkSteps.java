package dev.rabbitpatterns.console;

import dev.rabbitpatterns.console.Walk.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** What can happen on each page, and how often it does. */
final class WalkSteps {

    private static final List<Step> PUBLISH =
            List.of(
                    new Step(20, "publish", walk -> publish(walk, message(walk))),
                    new Step(
                            5,
                            "publish a batch",
                            walk -> publish(walk, List.of(message(walk), message(walk)))),
                    new Step(5, "publish twice with one key", WalkSteps::publishTwice),
                    new Step(3, "publish by the form", WalkSteps::useForm));

    private static final List<Step> ANOTHER_PROGRAM =
            List.of(
                    new Step(5, "send", walk -> send(walk, walk.newText(), walk.newText())),
                    new Step(4, "send without an id", walk -> send(walk, null, walk.newText())),
                    new Step(
                            1, "send a longer one", walk -> send(walk, null, walk.newText() + ".")),
                    new Step(4, "send the same again", walk -> send(walk, null, walk.mark() + 0)),
                    new Step(4, "send one id twice", WalkSteps::sendTwice),
                    new Step(2, "send no text", walk -> sendNotText(walk, walk.newText())),
                    new Step(2, "send no text without an id", walk -> sendNotText(walk, null)));

    private static final List<Step> READER =
            List.of(
                    new Step(1, "reload", walk -> walk.page().reload(walk.site().address())),
                    new Step(1, "go away and come back", WalkSteps::goAway));

    private static final List<Step> DEAD_LETTERS =
            List.of(
                    new Step(1, "replay all on the page", walk -> walk.press("#replay-all")),
                    new Step(
                            1,
                            "delete one on the page",
                            walk -> walk.pressIfThere("#dead li .quiet")),
                    new Step(2, "replay one", walk -> replay(walk, Map.of())),
                    new Step(2, "repair one", walk -> replay(walk, Map.of("text", walk.newText()))),
                    new Step(2, "delete one", WalkSteps::delete));

    private static final List<Step> CONSUMER =
            List.of(
                    new Step(2, "pause", walk -> running(walk, false)),
                    new Step(4, "resume", walk -> running(walk, true)),
                    new Step(1, "pause on the page", walk -> walk.press("#pause-consumer")),
                    new Step(1, "resume on the page", walk -> walk.press("#resume-consumer")),
                    new Step(3, "pull", walk -> walk.post("/messages/receive", Map.of())),
                    new Step(1, "pull on the page", walk -> walk.press("#pull")));

    private WalkSteps() {}

    static List<Step> of(WalkedPage site) {
        List<List<Step>> own =
                switch (site) {
                    case HELLO -> List.of(PUBLISH, DEAD_LETTERS, CONSUMER);
                    case WORK_QUEUE -> List.of(PUBLISH, DEAD_LETTERS, ActorSteps.WORKERS);
                    case RPC -> List.of(DEAD_LETTERS, ActorSteps.CALLS);
                    default -> List.of(PUBLISH, ActorSteps.SUBSCRIBERS);
                };
        return Stream.concat(own.stream(), Stream.of(ANOTHER_PROGRAM, READER))
                .flatMap(List::stream)
                .toList();
    }

    private static Map<String, Object> message(Walk walk) {
        return walk.newMessage(walk.any(walk.site().messages()));
    }

    private static void publish(Walk walk, Object body) {
        walk.post(walk.site().path(), body);
    }

    /** A message that fails would become two dead letters with one id, so it is a simple one. */
    private static void publishTwice(Walk walk) {
        Map<String, Object> message = walk.newMessage(walk.site().messages().getFirst());
        for (int time = 0; time < 2; time++) {
            walk.rest()
                    .post()
                    .uri(walk.site().path())
                    .header("Idempotency-Key", walk.mark() + message.get("text"))
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(message)
                    .exchange()
                    .expectStatus()
                    .isAccepted();
        }
        walk.repeats();
    }

    private static void send(Walk walk, @Nullable String id, String text) {
        walk.program().send(walk.any(walk.site().messages()), id, text);
    }

    private static void sendNotText(Walk walk, @Nullable String id) {
        walk.program().sendNotText(walk.any(walk.site().messages()), id, walk.newText());
    }

    private static void sendTwice(Walk walk) {
        String id = walk.newText();
        for (int time = 0; time < 2; time++) {
            walk.program().send(walk.site().messages().getFirst(), id, id);
        }
        walk.repeats();
    }

    private static void useForm(Walk walk) {
        walk.page().fill("#text", walk.newText());
        walk.press("#publish .main");
    }

    private static void goAway(Walk walk) {
        walk.page().go(walk.any(List.of(WalkedPage.values())).address());
        walk.page().go(walk.site().address());
    }

    private static void replay(Walk walk, Map<String, Object> change) {
        String path = walk.site().deadLetters().orElseThrow();
        List<Map<String, Object>> letters = walk.list(path);
        if (!letters.isEmpty()) {
            Map<String, Object> wanted = new HashMap<>(change);
            wanted.put("ids", List.of(letterId(walk, letters)));
            walk.post(path + "/replay", wanted);
        }
    }

    private static void delete(Walk walk) {
        String path = walk.site().deadLetters().orElseThrow();
        List<Map<String, Object>> letters = walk.list(path);
        if (!letters.isEmpty()) {
            walk.delete(path + "/{id}", letterId(walk, letters));
        }
    }

    private static String letterId(Walk walk, List<Map<String, Object>> letters) {
        return String.valueOf(walk.any(letters).get("id"));
    }

    /** Whether messages are pushed to the only consumer. */
    static void running(Walk walk, boolean wanted) {
        walk.rest()
                .put()
                .uri("/consumer")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("running", wanted))
                .exchange()
                .expectStatus()
                .isOk();
    }
}
