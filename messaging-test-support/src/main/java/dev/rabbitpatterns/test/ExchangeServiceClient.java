package dev.rabbitpatterns.test;

import com.jayway.jsonpath.JsonPath;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A REST client of a service whose exchange sends copies to its subscribers. */
public final class ExchangeServiceClient {

    private final String url;
    private final RestTestClient rest;

    /**
     * A subscriber as the service reports it.
     *
     * @param id its name
     * @param kind whether it is {@code kept} or a {@code stream}
     * @param queue its queue, if it is connected
     * @param connected whether it receives messages at the moment
     * @param received how many messages it has received
     * @param duplicates how many more were duplicates
     * @param unreadable how many more were not text
     */
    public record Subscriber(
            String id,
            String kind,
            @Nullable String queue,
            boolean connected,
            long received,
            long duplicates,
            long unreadable) {}

    /** A client of the service at this address. */
    public ExchangeServiceClient(String url) {
        this.url = url;
        this.rest = RestTestClient.bindToServer().baseUrl(url).build();
    }

    /** The underlying client, for requests that this class does not cover. */
    public RestTestClient rest() {
        return rest;
    }

    /** Adds a subscriber and expects that to succeed. */
    public Subscriber subscribe(Object subscription) {
        return Objects.requireNonNull(
                post("/subscribers", subscription)
                        .expectStatus()
                        .isCreated()
                        .returnResult(Subscriber.class)
                        .getResponseBody());
    }

    /** All current subscribers. */
    public List<Subscriber> subscribers() {
        return Objects.requireNonNull(
                get("/subscribers")
                        .returnResult(new ParameterizedTypeReference<List<Subscriber>>() {})
                        .getResponseBody());
    }

    /** The current state of this subscriber. */
    public Subscriber now(Subscriber subscriber) {
        return get("/subscribers/" + subscriber.id(), Subscriber.class);
    }

    /** The texts that this subscriber has received, newest first. */
    public List<String> texts(Subscriber subscriber) {
        String inbox = get("/subscribers/" + subscriber.id() + "/messages", String.class);
        return JsonPath.read(inbox, "$.messages[*].text");
    }

    /** Removes this subscriber and expects that to succeed. */
    public void remove(String id) {
        rest.delete().uri("/subscribers/{id}", id).exchange().expectStatus().isNoContent();
    }

    /** Removes all subscribers. A stream whose reader has left may end by itself first. */
    public void removeAll() {
        subscribers().forEach(one -> rest.delete().uri("/subscribers/{id}", one.id()).exchange());
    }

    /** Opens a stream, which is a subscriber until it is closed. */
    public LiveStreamReader stream(String query) {
        return LiveStreamReader.open(url + "/logs/stream?" + query);
    }

    /** Opens the stream of message events. */
    public LiveStreamReader events() {
        return LiveStreamReader.open(url + "/events");
    }

    /** Sends a log, expects it to be accepted and returns its receipt. */
    public RestTestClient.BodyContentSpec send(String text, Map<String, ?> attributes) {
        return post("/logs", log(text, attributes)).expectStatus().isAccepted().expectBody();
    }

    /** A log with these attributes. */
    public static Map<String, Object> log(String text, Map<String, ?> attributes) {
        Map<String, Object> log = new HashMap<>(attributes);
        log.put("text", text);
        return log;
    }

    /** Posts JSON: a string as it is, anything else serialized. */
    public RestTestClient.ResponseSpec post(String path, Object body) {
        return rest.post().uri(path).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
    }

    /** Gets this address, whose query is not encoded again. */
    public RestTestClient.ResponseSpec get(String address) {
        return rest.get().uri(URI.create(url + address)).exchange();
    }

    /** Gets this address and expects that to succeed. */
    public <T> T get(String address, Class<T> type) {
        return Objects.requireNonNull(
                get(address).expectStatus().isOk().returnResult(type).getResponseBody());
    }

    /** Expects a refusal that points to this place in the request body. */
    public static RestTestClient.BodyContentSpec isRefusedAt(
            String pointer, RestTestClient.ResponseSpec answer) {
        return isInvalid(answer).jsonPath("$.errors[0].pointer").isEqualTo(pointer);
    }

    /** Expects a refusal that names this query parameter. */
    public static RestTestClient.BodyContentSpec isRefusedFor(
            String parameter, RestTestClient.ResponseSpec answer) {
        return isInvalid(answer).jsonPath("$.errors[0].parameter").isEqualTo(parameter);
    }

    private static RestTestClient.BodyContentSpec isInvalid(RestTestClient.ResponseSpec answer) {
        return answer.expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:problem-type:invalid-request");
    }
}
