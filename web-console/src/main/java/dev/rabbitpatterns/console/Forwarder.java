package dev.rabbitpatterns.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/** Sends a request to an instance of a service, and returns when its answer begins. */
@Component
class Forwarder {

    private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

    private final HttpClient client;
    private final ConsoleProperties properties;

    Forwarder(ConsoleProperties properties, SslBundles bundles) {
        this.properties = properties;
        HttpClient.Builder http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(properties.connectTimeout())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(Executors.newVirtualThreadPerTaskExecutor());
        if (!properties.sslBundle().isEmpty()) {
            http.sslContext(bundles.getBundle(properties.sslBundle()).createSslContext());
        }
        this.client = http.build();
    }

    /**
     * Sends the request to the first instance that accepts the connection. If that one fails, no
     * other is tried, because it may have acted on the request.
     *
     * @param name the service or instance that was addressed
     * @param target path and query
     */
    Answer ask(
            String name,
            List<Instances.Instance> candidates,
            String target,
            HttpRequest.Builder request)
            throws InterruptedException {
        for (Instances.Instance instance : candidates) {
            try {
                return ask(request.uri(uri(instance, target)).build());
            } catch (ConnectException | HttpConnectTimeoutException notThere) {
                log.debug("{} does not accept connections", instance.name());
            } catch (SSLHandshakeException e) {
                log.warn("The certificate of {} does not fit: {}", instance.name(), e.getMessage());
            } catch (TimeoutException e) {
                throw Problem.noAnswer(name);
            } catch (IOException e) {
                throw Problem.answerLost(name);
            }
        }
        throw Problem.serviceDown(name);
    }

    private Answer ask(HttpRequest request)
            throws IOException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<InputStream>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        try {
            return new Answer(
                    answer.get(properties.answerTimeout().toMillis(), TimeUnit.MILLISECONDS),
                    properties.idleTimeout());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
        } finally {
            answer.cancel(true); // Has no effect if the answer has begun.
        }
    }

    private static URI uri(Instances.Instance instance, String target) {
        return URI.create(instance.url().toString().replaceFirst("/$", "") + target);
    }
}
