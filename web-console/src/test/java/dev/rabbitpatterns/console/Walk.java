package dev.rabbitpatterns.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Random steps on one page: by its own controls, over REST, and by another program. */
final class Walk implements AutoCloseable {

    private final WalkedPage site;
    private final Random random;
    private final Browser page;
    private final RestTestClient rest;
    private final AnotherProgram program;
    private final List<String> taken = new ArrayList<>();
    private Random choices = new Random();
    private int texts;
    private int repeated;

    Walk(WalkedPage site, long seed) {
        this.site = site;
        this.random = new Random(seed);
        this.page = Browser.on(site.address());
        this.rest = RunningSuite.get().rest(site.service());
        this.program = new AnotherProgram(site);
    }

    /** One kind of step, and how often it is taken. */
    record Step(int weight, String name, Consumer<Walk> act) {}

    /** Takes this many steps. What happens in one does not change which are taken after it. */
    void take(int steps, List<Step> kinds) {
        List<Step> bag =
                kinds.stream()
                        .flatMap(step -> Collections.nCopies(step.weight(), step).stream())
                        .toList();
        for (int i = 0; i < steps; i++) {
            Step step = bag.get(random.nextInt(bag.size()));
            choices = new Random(random.nextLong());
            taken.add(step.name());
            step.act().accept(this);
        }
    }

    WalkedPage site() {
        return site;
    }

    Browser page() {
        return page;
    }

    RestTestClient rest() {
        return rest;
    }

    AnotherProgram program() {
        return program;
    }

    /** The steps so far. */
    List<String> taken() {
        return taken;
    }

    <T> T any(List<T> all) {
        return all.get(choices.nextInt(all.size()));
    }

    /** With what every text of this walk begins; a remote call is about a number. */
    String mark() {
        return site == WalkedPage.RPC ? "7" : "walk-";
    }

    String newText() {
        return mark() + (100 + texts++);
    }

    Map<String, Object> newMessage(Map<String, Object> kind) {
        Map<String, Object> message = new HashMap<>(kind);
        message.put("text", newText());
        return message;
    }

    /** Notes that a message was sent a second time. */
    void repeats() {
        repeated++;
    }

    int repeated() {
        return repeated;
    }

    void post(String path, Object body) {
        rest.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .expectStatus()
                .is2xxSuccessful();
    }

    void delete(String path, String id) {
        rest.delete().uri(path, id).exchange().expectStatus().is2xxSuccessful();
    }

    List<Map<String, Object>> list(String path) {
        return Objects.requireNonNull(
                rest.get()
                        .uri(path)
                        .exchange()
                        .returnResult(
                                new ParameterizedTypeReference<List<Map<String, Object>>>() {})
                        .getResponseBody());
    }

    /**
     * Presses a control that the page always has, unless it is disabled, and waits for the outcome.
     */
    void press(String css) {
        assertThat(page.all(css)).as(css).isNotEmpty();
        pressIfThere(css);
    }

    /** The same for a control of a list, which may be drawn anew at any time, even empty. */
    void pressIfThere(String css) {
        Object pressed =
                page.run(
                        "const control = document.querySelector(arguments[0]);"
                                + " control?.click(); return control?.disabled === false",
                        css);
        if (pressed.equals(true)) {
            Browser.soon("an outcome").until(() -> !page.text("#outcome").isEmpty());
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
