package dev.rabbitpatterns.console;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The figures and lists that the page of a pattern shows at the moment, as a reader sees them. */
final class Shown {

    private final Browser page;

    Shown(Browser page) {
        this.page = page;
    }

    /** How often each step was taken, without those that never were. */
    Map<String, Long> totals() {
        return numbers(pairs(".totals dd", "one.id.replace('total-', '')", "one.textContent"));
    }

    /** What the picture says of each queue: ready messages and, if there are any, others. */
    Map<String, String> queues() {
        return pairs(
                ".node.queue",
                "one.querySelector('title').textContent",
                "one.querySelector('.counts').textContent.trim()");
    }

    /** How many consumers the picture has. */
    int consumers() {
        return page.all(".node.consumer").size();
    }

    /** What the list of subscribers or workers says of each: two numbers. */
    Map<String, String> members() {
        return pairs(
                "#subscribers > li, #workers > li",
                "one.querySelector('strong').textContent",
                "one.querySelector('.hint').textContent.match(/\\d+/g).join(' ')");
    }

    /** The texts of the dead letters, oldest first. */
    List<String> letters() {
        return strings("Array.from(document.querySelectorAll('#dead input'), one => one.value)");
    }

    /** The first number in the text of this element. */
    long number(String css) {
        String text = page.text(css).replaceAll("\\D*(\\d*).*", "$1");
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    /** The texts of the messages in this state, found by the filter. */
    List<String> messages(String state) {
        page.fill("#filter", state);
        return strings(
                "Array.from(document.querySelectorAll('.messages .state.%s'),".formatted(state)
                        + " one => one.parentElement.querySelector('.text').textContent)");
    }

    private List<String> strings(String expression) {
        return ((List<?>) page.run("return " + expression)).stream().map(String::valueOf).toList();
    }

    private Map<String, String> pairs(String css, String name, String value) {
        Object found =
                page.run(
                        "return Array.from(document.querySelectorAll('"
                                + css
                                + "'), one => [%s, %s])".formatted(name, value));
        return ((List<?>) found)
                .stream()
                        .map(pair -> (List<?>) pair)
                        .collect(
                                Collectors.toMap(
                                        pair -> String.valueOf(pair.get(0)),
                                        pair -> String.valueOf(pair.get(1)),
                                        (one, other) -> one + " and " + other,
                                        TreeMap::new));
    }

    private static Map<String, Long> numbers(Map<String, String> texts) {
        return texts.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                text -> Long.parseLong(text.getValue().replace(",", "")),
                                (one, other) -> one,
                                TreeMap::new));
    }
}
