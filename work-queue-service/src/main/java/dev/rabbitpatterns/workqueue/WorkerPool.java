package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.consume.Deduplicator;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerEndpoint;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The workers of this instance, each a listener container with a channel of its own. */
@Component
class WorkerPool implements SmartInitializingSingleton {

    private final Function<String, Worker> newWorker;
    private final RabbitListenerEndpointRegistry registry;
    private final SimpleRabbitListenerContainerFactory containers;
    private final WorkQueueProperties properties;
    private final Map<String, Worker> workers = new LinkedHashMap<>();
    private int lastNumber;

    WorkerPool(
            TextMessageConverter converter,
            Deduplicator deduplicator,
            Tasks tasks,
            MessageEvents events,
            RabbitListenerEndpointRegistry registry,
            SimpleRabbitListenerContainerFactory containers,
            WorkQueueProperties properties) {
        this.newWorker = id -> new Worker(id, converter, deduplicator, events, tasks, properties);
        this.registry = registry;
        this.containers = containers;
        this.properties = properties;
    }

    /** The registry starts the first workers with the application, and stops all with it. */
    @Override
    public void afterSingletonsInstantiated() {
        for (int i = 0; i < properties.workers(); i++) {
            register();
        }
    }

    synchronized List<Worker.View> views() {
        return workers.values().stream().map(Worker::view).toList();
    }

    /** Adds a worker, up to the limit. */
    synchronized Worker.View add() {
        if (workers.size() >= properties.maxWorkers()) {
            throw new ProblemException(
                    HttpStatus.CONFLICT,
                    "too-many-workers",
                    "There are %d workers, which is the most. Remove one first."
                            .formatted(workers.size()));
        }
        String id = register();
        container(id).start();
        return find(id).view();
    }

    private synchronized String register() {
        String id = "worker-" + ++lastNumber;
        Worker worker = newWorker.apply(id);
        SimpleRabbitListenerEndpoint endpoint = new SimpleRabbitListenerEndpoint();
        endpoint.setId(id);
        endpoint.setQueueNames(WorkQueueTopology.QUEUE);
        endpoint.setMessageListener(worker);
        registry.registerListenerContainer(endpoint, containers);
        SimpleMessageListenerContainer container = container(id);
        container.setConsumerTagStrategy(queue -> id);
        container.setPrefetchCount(WorkQueueTopology.PREFETCH);
        workers.put(id, worker);
        return id;
    }

    /** Lets a worker finish its task, and then removes it. */
    Worker.View remove(String id) {
        Worker worker = find(id);
        SimpleMessageListenerContainer container = container(id);
        if (worker.leave()) {
            Thread.ofVirtual().name("leaving-" + id).start(() -> stop(id, container));
        }
        return worker.view();
    }

    private void stop(String id, SimpleMessageListenerContainer container) {
        synchronized (container) {
            container.setAutoStartup(false);
            container.setShutdownTimeout(longestTask().toMillis());
            container.stop();
        }
        registry.unregisterListenerContainer(id);
        synchronized (this) {
            workers.remove(id);
        }
    }

    /** Crashes a worker in the middle of its task; it comes back with a new channel. */
    void crash(String id) {
        Worker worker = find(id);
        SimpleMessageListenerContainer container = container(id);
        if (!worker.crash()) {
            synchronized (container) {
                if (container.isActive()) {
                    container.stop();
                    container.start();
                }
            }
        }
    }

    private synchronized Worker find(String id) {
        Worker worker = workers.get(id);
        if (worker == null) {
            throw unknown();
        }
        return worker;
    }

    private SimpleMessageListenerContainer container(String id) {
        if (registry.getListenerContainer(id) instanceof SimpleMessageListenerContainer one) {
            return one;
        }
        throw unknown();
    }

    private static ProblemException unknown() {
        return new ProblemException(
                HttpStatus.NOT_FOUND,
                "unknown-worker",
                "GET /workers lists the workers that there are.");
    }

    private Duration longestTask() {
        return properties.dot().multipliedBy(properties.maxDots()).plusSeconds(5);
    }
}
