package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The calls of a channel of which the broker has not said yet whether it has them, by their numbers
 * on that channel: the broker counts along.
 */
final class UnconfirmedCalls {

    private final NavigableMap<Long, Call> calls = new ConcurrentSkipListMap<>();

    /** Keeps the call until the broker has decided on it, or it has failed otherwise. */
    void add(long number, Call call) {
        calls.put(number, call);
        var _ =
                call.answer()
                        .whenComplete((answer, failure) -> {
                            if (failure != null) {
                                calls.remove(number);
                            }
                        });
    }

    /** Removes what the broker has decided on: one call, or all up to it. */
    Collection<Call> settle(long number, boolean multiple) {
        NavigableMap<Long, Call> settled = calls.subMap(multiple ? 0 : number, true, number, true);
        List<Call> them = List.copyOf(settled.values());
        settled.clear();
        return them;
    }

    void failAll(ProblemException problem) {
        calls.values().forEach(call -> call.fail(problem));
    }
}
