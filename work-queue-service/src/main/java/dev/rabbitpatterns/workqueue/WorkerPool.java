package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.BoundedRetry;
import dev.rabbitpatterns.messaging.MessageEvents;
import dev.rabbitpatterns.messaging.OneEffect;
import dev.rabbitpatterns.messaging.ProblemException;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The workers of this instance; each has a connection of its own, so that one can be lost alone.
 */
@Component
class WorkerPool implements SmartLifecycle {

    private static final RetryPolicy ONCE_A_DELIVERY = RetryPolicy.builder().maxRetries(0).build();

    private final Function<String, Worker> newWorker;
    private final SimpleRabbitListenerContainerFactory containers;
    private final CachingConnectionFactory connections;
    private final CachingConnectionFactoryConfigurer configurer;
    private final BoundedRetry attempts;
    private final WorkQueueProperties properties;

    private final Map<String, Employed> workers = new LinkedHashMap<>();
    private int hired;
    private boolean running;

    /** A worker and what connects it to the queue. */
    private record Employed(
            Worker worker,
            SimpleMessageListenerContainer container,
            CachingConnectionFactory connection) {}

    WorkerPool(
            TextMessageConverter converter,
            OneEffect oneEffect,
            Tasks tasks,
            TaskRetries retries,
            MessageEvents events,
            SimpleRabbitListenerContainerFactory containers,
            CachingConnectionFactory connections,
            CachingConnectionFactoryConfigurer configurer,
            WorkQueueProperties properties) {
        this.newWorker = id -> new Worker(id, converter, oneEffect, events, tasks, properties);
        this.attempts = new BoundedRetry(ONCE_A_DELIVERY, retries, events);
        this.containers = containers;
        this.connections = connections;
        this.configurer = configurer;
        this.properties = properties;
    }

    synchronized List<WorkerView> views() {
        return workers.values().stream().map(employed -> employed.worker().view()).toList();
    }

    /** One more worker, up to the bound. */
    synchronized WorkerView add() {
        if (workers.size() >= properties.maxWorkers()) {
            throw new ProblemException(
                    HttpStatus.CONFLICT,
                    "too-many-workers",
                    "There are %d workers, which is the most. Remove one first."
                            .formatted(workers.size()));
        }
        String id = "worker-" + ++hired;
        Worker worker = newWorker.apply(id);
        CachingConnectionFactory connection =
                new CachingConnectionFactory(connections.getRabbitConnectionFactory());
        configurer.configure(connection);
        connection.setConnectionNameStrategy(factory -> id);
        SimpleMessageListenerContainer container = containers.createListenerContainer();
        container.setListenerId(id);
        container.setConnectionFactory(connection);
        container.setQueueNames(WorkQueueTopology.QUEUE);
        container.setConsumerTagStrategy(queue -> id);
        container.setPrefetchCount(WorkQueueTopology.PREFETCH);
        container.setMessageListener(worker);
        container.setAdviceChain(attempts);
        container.setMessageAckListener(attempts);
        container.afterPropertiesSet();
        workers.put(id, new Employed(worker, container, connection));
        container.start();
        return worker.view();
    }

    /** Lets a worker finish its task, and then go. */
    WorkerView remove(String id) {
        Employed leaving = find(id);
        leaving.worker().leave();
        Thread.ofVirtual()
                .name("leaving-" + id)
                .start(() -> {
                    leaving.container().setShutdownTimeout(longestTask().toMillis());
                    dismiss(leaving);
                    synchronized (this) {
                        workers.remove(id);
                    }
                });
        return leaving.worker().view();
    }

    /** Cuts a worker's connection while it works; it comes back with a new one. */
    void crash(String id) {
        Employed employed = find(id);
        employed.connection().resetConnection();
        employed.worker().interrupt();
    }

    private synchronized Employed find(String id) {
        Employed employed = workers.get(id);
        if (employed == null) {
            throw new ProblemException(
                    HttpStatus.NOT_FOUND,
                    "unknown-worker",
                    "GET /workers lists the workers that there are.");
        }
        return employed;
    }

    private Duration longestTask() {
        return properties.dot().multipliedBy(properties.maxDots()).plusSeconds(5);
    }

    private static void dismiss(Employed employed) {
        employed.container().stop();
        employed.connection().destroy();
    }

    @Override
    public synchronized void start() {
        for (int i = 0; i < properties.workers(); i++) {
            add();
        }
        running = true;
    }

    /** All at once, so that the wait is the longest task's and not that of all together. */
    @Override
    public void stop() {
        List<Employed> all;
        synchronized (this) {
            all = new ArrayList<>(workers.values());
            workers.clear();
            running = false;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all.forEach(employed -> threads.execute(() -> dismiss(employed)));
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
