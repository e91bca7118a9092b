package dev.rabbitpatterns.messaging.subscribe;

import dev.rabbitpatterns.messaging.consume.Inbox;
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

    private final Subscribers subscribers;

    SubscribersController(Subscribers subscribers) {
        this.subscribers = subscribers;
    }

    /** All subscribers, in the order in which they were added. */
    @GetMapping("/subscribers")
    List<SubscriberView> subscribers() {
        return subscribers.views();
    }

    /** One subscriber. */
    @GetMapping("/subscribers/{id}")
    SubscriberView subscriber(@PathVariable String id) {
        return subscribers.view(id);
    }

    /** What one subscriber has received, newest first. */
    @GetMapping("/subscribers/{id}/messages")
    Inbox.Contents messages(@PathVariable String id) {
        return subscribers.inbox(id);
    }

    /** Removes a subscriber and its queue; a stream ends. */
    @DeleteMapping("/subscribers/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String id) {
        subscribers.remove(id);
    }

    /** What all subscribers have received, newest first. */
    @GetMapping("/logs")
    List<Subscribers.Received> received() {
        return subscribers.received();
    }
}
