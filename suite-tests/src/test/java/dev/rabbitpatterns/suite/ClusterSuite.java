package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The suite in containers, with three broker nodes. */
final class ClusterSuite extends ComposeSuite {

    static final List<String> NODES = List.of(BROKER, "broker-2", "broker-3");

    ClusterSuite() {
        super("cluster");
    }

    @Override
    List<String> options() {
        return List.of("--cluster");
    }

    /** The node that leads the queue of a service. */
    static String leaderOf(String service) throws IOException {
        JsonNode queue = Rest.get(url(service) + "/topology").json().get("queues").get(0);
        return queue.at("/replicas/leader").asString().replace("rabbit@", "");
    }

    /** Whether every node runs, and has a replica of the queues of a service that is up to date. */
    static boolean isComplete(String service) throws IOException {
        JsonNode topology = Rest.get(url(service) + "/topology").json();
        return topology.at("/broker/nodes").size() == NODES.size()
                && topology.at("/broker/nodes")
                        .valueStream()
                        .allMatch(node -> node.get("running").asBoolean())
                && topology.get("queues")
                        .valueStream()
                        .allMatch(queue -> queue.at("/replicas/online").size() == NODES.size());
    }
}
