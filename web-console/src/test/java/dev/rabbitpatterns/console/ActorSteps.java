package dev.rabbitpatterns.console;

import dev.rabbitpatterns.console.Walk.Step;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.StatusAssertions;

/** What those who receive messages can do on a walk: workers, subscribers and callers. */
final class ActorSteps {

    private static final int MOST = 5;

    static final List<Step> WORKERS =
            List.of(
                    new Step(
                            3,
                            "publish a task that takes a while",
                            walk -> walk.post("/tasks", Map.of("text", walk.newText() + "."))),
                    new Step(3, "add a worker", ActorSteps::addWorker),
                    new Step(3, "remove a worker", ActorSteps::removeWorker),
                    new Step(5, "crash a worker", ActorSteps::crash),
                    new Step(
                            1, "crash on the page", walk -> walk.pressIfThere("#workers .danger")));

    static final List<Step> SUBSCRIBERS =
            List.of(
                    new Step(5, "subscribe", ActorSteps::subscribe),
                    new Step(4, "unsubscribe", ActorSteps::unsubscribe),
                    new Step(4, "change bindings", ActorSteps::changeBindings),
                    new Step(1, "subscribe on the page", walk -> walk.press("#subscribe .main")),
                    new Step(
                            1,
                            "unsubscribe on the page",
                            walk -> walk.pressIfThere("#subscribers li:last-child .quiet")));

    static final List<Step> CALLS =
            List.of(
                    new Step(20, "call", walk -> call(walk, walk.newText()).isOk()),
                    new Step(4, "call for too much", walk -> call(walk, "99999999").isBadRequest()),
                    new Step(
                            8,
                            "call and leave",
                            walk -> call(walk, walk.newText() + "?timeout=1ms")),
                    new Step(3, "call on the page", walk -> walk.press("#publish .main")),
                    new Step(2, "call for a range", ActorSteps::callForRange));

    private ActorSteps() {}

    private static void addWorker(Walk walk) {
        if (walk.list("/workers").size() < MOST) {
            walk.post("/workers", Map.of());
        }
    }

    /** One stays, to do all tasks in the end. */
    private static void removeWorker(Walk walk) {
        List<String> workers = workers(walk);
        if (workers.size() > 1) {
            walk.delete("/workers/{id}", walk.any(workers));
        }
    }

    private static void crash(Walk walk) {
        walk.post("/workers/" + walk.any(workers(walk)) + "/crash", Map.of());
    }

    private static List<String> workers(Walk walk) {
        return walk.list("/workers").stream()
                .filter(worker -> !"leaving".equals(worker.get("state")))
                .map(worker -> String.valueOf(worker.get("id")))
                .toList();
    }

    private static void subscribe(Walk walk) {
        if (walk.list("/subscribers").size() < MOST) {
            walk.post("/subscribers", walk.any(walk.site().subscriptions()));
        }
    }

    private static void unsubscribe(Walk walk) {
        List<Map<String, Object>> subscribers = walk.list("/subscribers");
        if (!subscribers.isEmpty()) {
            String id = String.valueOf(walk.any(subscribers).get("id"));
            walk.delete("/subscribers/{id}", id);
        }
    }

    /** Bindings do not change: a subscriber with others takes the place of one. */
    private static void changeBindings(Walk walk) {
        unsubscribe(walk);
        subscribe(walk);
    }

    private static StatusAssertions call(Walk walk, String what) {
        return walk.rest().get().uri("/fibonacci/" + what).exchange().expectStatus();
    }

    private static void callForRange(Walk walk) {
        walk.rest()
                .get()
                .uri("/fibonacci/7001..7004")
                .accept(MediaType.TEXT_EVENT_STREAM)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class);
    }
}
