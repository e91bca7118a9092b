package dev.rabbitpatterns.messaging.topology;

import java.util.List;

/** Adds to the topology what no bean declares: queues that come and go while the service runs. */
public interface TopologyContributor {

    /** The queues that there are now. */
    List<Topology.Queue> queues();

    /** How they are bound. */
    List<Topology.Binding> bindings();

    /** Who consumes from them. */
    List<Topology.Consumer> consumers();
}
