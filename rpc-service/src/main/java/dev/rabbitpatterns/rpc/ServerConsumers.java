package dev.rabbitpatterns.rpc;

import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Brings the requests to the server, several at once. */
@ServerRole
@Configuration(proxyBeanMethods = false)
class ServerConsumers {

    /** Stops after the web server, whose last callers it may be that wait for it. */
    private static final int AFTER_THE_WEB_SERVER =
            WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 4096;

    @Bean
    SimpleMessageListenerContainer requests(
            SimpleRabbitListenerContainerFactory containers,
            FibonacciServer server,
            RpcProperties properties) {
        SimpleMessageListenerContainer container = containers.createListenerContainer();
        container.setListenerId("fibonacci-server");
        container.setQueueNames(RpcTopology.QUEUE);
        container.setConcurrentConsumers(properties.server().concurrency());
        container.setPrefetchCount(properties.server().prefetch());
        container.setMessageListener(server);
        container.setPhase(AFTER_THE_WEB_SERVER);
        return container;
    }
}
