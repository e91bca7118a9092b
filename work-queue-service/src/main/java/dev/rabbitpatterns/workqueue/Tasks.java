package dev.rabbitpatterns.workqueue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/** The state of the last tasks that this instance has seen, in memory and bounded. */
@Component
class Tasks {

    private final Map<String, Task> tasks;

    Tasks(WorkQueueProperties properties) {
        tasks =
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Task> eldest) {
                        return size() > properties.remembered();
                    }
                };
    }

    synchronized Optional<Task> find(String id) {
        return Optional.ofNullable(tasks.get(id));
    }

    /**
     * A worker of this instance may have had the task before its publisher knows that it was
     * confirmed.
     */
    synchronized void queued(String id, String text) {
        tasks.putIfAbsent(id, Task.queued(id, text));
    }

    /** A task that came from another program, or was forgotten, is known from here on. */
    synchronized void change(String id, String text, UnaryOperator<Task> step) {
        tasks.put(id, step.apply(tasks.getOrDefault(id, Task.queued(id, text))));
    }
}
