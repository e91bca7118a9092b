package dev.rabbitpatterns.suite;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** How often each task was done, by the logs of all workers, even those that were killed. */
final class TaskEffects implements Effects {

    private final Suite suite;
    private final int instances;
    private final Pattern done;

    TaskEffects(Suite suite, Load load, int instances) {
        this.suite = suite;
        this.instances = instances;
        this.done = Pattern.compile("has done task (" + load.idPrefix + "-\\d+)");
    }

    @Override
    public Map<String, Integer> byId() {
        Map<String, Integer> counts = new TreeMap<>();
        IntStream.rangeClosed(1, instances)
                .mapToObj(number ->
                        number == 1 ? "work-queue-service" : "work-queue-service-" + number)
                .flatMap(instance -> suite.log(instance).stream())
                .map(done::matcher)
                .filter(Matcher::find)
                .forEach(found -> counts.merge(found.group(1), 1, Integer::sum));
        return counts;
    }
}
