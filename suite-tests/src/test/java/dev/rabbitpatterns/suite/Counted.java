package dev.rabbitpatterns.suite;

import java.time.Duration;
import java.util.List;

/**
 * The outcome of all messages that were sent while something was broken.
 *
 * @param fault what was broken
 * @param attempted how many messages were sent
 * @param confirmed how many of them were answered with 202 in the end
 * @param refused how often the answer was 503
 * @param unknown how often the answer was 504
 * @param unreachable how often there was no answer
 * @param delivered how many messages took effect
 * @param dead how many messages became dead letters
 * @param lost how many messages were confirmed, but neither delivered nor dead-lettered
 * @param duplicated how many effects were repetitions
 * @param recovery the time from the end of the fault until everything was ready and messages flowed
 * @param slowestRefusal the longest wait for a 503
 * @param wrong answers that break a promise
 */
record Counted(
        String fault,
        int attempted,
        int confirmed,
        int refused,
        int unknown,
        int unreachable,
        int delivered,
        int dead,
        int lost,
        int duplicated,
        Duration recovery,
        Duration slowestRefusal,
        List<String> wrong) {}
