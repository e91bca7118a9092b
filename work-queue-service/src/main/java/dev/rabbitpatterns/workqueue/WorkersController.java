package dev.rabbitpatterns.workqueue;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Shows the workers of this instance over REST, and lets them come, go and crash. */
@RestController
class WorkersController {

    private final WorkerPool workers;

    WorkersController(WorkerPool workers) {
        this.workers = workers;
    }

    @GetMapping("/workers")
    List<WorkerView> workers() {
        return workers.views();
    }

    @PostMapping("/workers")
    @ResponseStatus(HttpStatus.CREATED)
    WorkerView hire() {
        return workers.add();
    }

    /** Answers at once; the worker leaves when its task is finished. */
    @DeleteMapping("/workers/{id}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    WorkerView dismiss(@PathVariable String id) {
        return workers.remove(id);
    }

    /**
     * Cuts the worker's connection in the middle of its task, to see that nothing is lost by it.
     */
    @PostMapping("/workers/{id}/crash")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void crash(@PathVariable String id) {
        workers.crash(id);
    }
}
