package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.BoundedRetry;
import dev.rabbitpatterns.messaging.MessageEvents;
import dev.rabbitpatterns.messaging.MessagingProperties;
import dev.rabbitpatterns.messaging.OwnConnection;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Brings the requests to the server, over the connection that takes its answers: one thread writes
 * answers and acknowledgements, and many of them at one go.
 */
@ServerRole
@Configuration(proxyBeanMethods = false)
class ServerConsumers {

    /** Stops after the web server, whose last callers it may be that wait for it. */
    private static final int AFTER_THE_WEB_SERVER =
            WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 4096;

    /** Within which time a lost channel is noticed. */
    private static final long LOOKED_AFTER_EVERY_MILLIS = 1000;

    @Bean
    RequestContainer requests(
            OwnConnection publisherConnection,
            FibonacciServer server,
            BoundedRetry boundedRetry,
            MessageEvents events,
            MessagingProperties messaging,
            RpcProperties properties) {
        RequestContainer container =
                new RequestContainer(publisherConnection, server, boundedRetry, events);
        container.setListenerId("fibonacci-server");
        container.setQueueNames(RpcTopology.QUEUE);
        container.setPrefetchCount(properties.server().prefetch());
        container.setMonitorInterval(LOOKED_AFTER_EVERY_MILLIS);
        container.setRecoveryInterval(messaging.deliveries().reconnect().toMillis());
        container.setFailedDeclarationRetryInterval(messaging.deliveries().reconnect().toMillis());
        // A password that is changed is a password that can be changed back.
        container.setPossibleAuthenticationFailureFatal(false);
        container.setShutdownTimeout(messaging.deliveries().shutdownTimeout().toMillis());
        container.setForceCloseChannel(true);
        container.setPhase(AFTER_THE_WEB_SERVER);
        return container;
    }
}
