package dev.rabbitpatterns.messaging;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Shows over REST who is subscribed and what each has received, and lets them go. */
@RestController
class SubscribersController {

    private final Subscribers subscribers;

    SubscribersController(Subscribers subscribers) {
        this.subscribers = subscribers;
    }

    @GetMapping("/subscribers")
    List<SubscriberView> subscribers() {
        return subscribers.views();
    }

    @GetMapping("/subscribers/{id}")
    SubscriberView subscriber(@PathVariable String id) {
        return subscribers.view(id);
    }

    /** What one subscriber has received, newest first. */
    @GetMapping("/subscribers/{id}/messages")
    Inbox.Contents messages(@PathVariable String id) {
        return subscribers.inbox(id);
    }

    /** Ends a subscription; a stream ends with it. */
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
