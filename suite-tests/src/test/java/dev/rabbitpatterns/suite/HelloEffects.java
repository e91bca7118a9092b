package dev.rabbitpatterns.suite;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What hello's consumer has received: the event stream tells which messages, and the inbox tells
 * how many effects there were in total.
 */
final class HelloEffects implements Effects {

    private final String url = Suite.url("hello-service");
    private final EventReader events = EventReader.open(url);
    private final int before;
    private final Load load;

    /** Create it before the load's first message. Nothing else may send to hello meanwhile. */
    HelloEffects(Load load) throws IOException {
        this.load = load;
        this.before = total();
    }

    private int total() throws IOException {
        return Rest.get(url + "/messages").json().get("total").asInt();
    }

    @Override
    public Map<String, Integer> byId() {
        Map<String, Integer> counts = new TreeMap<>();
        for (JsonNode event : events.all("acknowledged")) {
            String id = event.path("messageId").asString("");
            if (id.startsWith(load.idPrefix)) {
                counts.put(id, 1);
            }
        }
        return counts;
    }

    @Override
    public int duplicated() throws IOException {
        return total() - before - byId().size();
    }

    @Override
    public void close() {
        events.close();
    }
}
