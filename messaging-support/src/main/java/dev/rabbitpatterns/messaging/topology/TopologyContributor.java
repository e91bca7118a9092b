package dev.rabbitpatterns.messaging.topology;

import java.util.List;

/** Adds to the topology what no bean declares: queues that come and go while the service runs. */
public interface TopologyContributor {

    /** The queues that exist now. */
    List<Topology.Queue> queues();

    /** Their bindings. */
    List<Topology.Binding> bindings();

    /** Their consumers. */
    List<Topology.Consumer> consumers();
}
