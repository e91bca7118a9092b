package dev.rabbitpatterns.messaging.topology;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the topology over REST. */
@RestController
class TopologyController {

    private final TopologyReport report;

    TopologyController(TopologyReport report) {
        this.report = report;
    }

    /** What this service has declared, and what the broker says of it now. */
    @GetMapping("/topology")
    Topology topology() {
        return report.now();
    }
}
