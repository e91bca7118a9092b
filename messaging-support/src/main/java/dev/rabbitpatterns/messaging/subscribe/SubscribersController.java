package dev.rabbitpatterns.messaging.subscribe;

import dev.rabbitpatterns.messaging.consume.Inbox;
import dev.rabbitpatterns.messaging.docs.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lists the subscribers and what each has received, and removes them. */
@RestController
class SubscribersController {

    private static final String UNKNOWN = "No subscriber has this id, or it has left.";

    private final Subscribers subscribers;

    SubscribersController(Subscribers subscribers) {
        this.subscribers = subscribers;
    }

    /** All subscribers, in the order in which they were added. */
    @GetMapping("/subscribers")
    List<SubscriberView> subscribers() {
        return subscribers.views();
    }

    /**
     * One subscriber, with its bindings and how much it has received.
     *
     * @param id its name, such as subscriber-1
     */
    @Problem(status = HttpStatus.NOT_FOUND, type = "unknown-subscriber", when = UNKNOWN)
    @GetMapping("/subscribers/{id}")
    SubscriberView subscriber(@Parameter(example = "subscriber-1") @PathVariable String id) {
        return subscribers.view(id);
    }

    /**
     * What one subscriber has received, newest first.
     *
     * @param id its name, such as subscriber-1
     */
    @Problem(status = HttpStatus.NOT_FOUND, type = "unknown-subscriber", when = UNKNOWN)
    @GetMapping("/subscribers/{id}/messages")
    Inbox.Contents messages(@Parameter(example = "subscriber-1") @PathVariable String id) {
        return subscribers.inbox(id);
    }

    /**
     * Removes a subscriber and its queue; a stream ends.
     *
     * @param id its name, such as subscriber-1
     */
    @Problem(status = HttpStatus.NOT_FOUND, type = "unknown-subscriber", when = UNKNOWN)
    @DeleteMapping("/subscribers/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@Parameter(example = "subscriber-1") @PathVariable String id) {
        subscribers.remove(id);
    }

    /** What all subscribers have received, newest first. */
    @GetMapping("/logs")
    List<Subscribers.Received> received() {
        return subscribers.received();
    }
}
