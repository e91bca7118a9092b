package dev.rabbitpatterns.suite;

import java.time.Duration;
import java.util.List;

/**
 * What became of all the messages that were sent while something was broken.
 *
 * @param fault what was broken
 * @param attempted how many messages were sent
 * @param confirmed how many of them were answered with 202 in the end
 * @param refused how often the answer was 503
 * @param unknown how often it was 504
 * @param unreachable how often there was none
 * @param delivered how many messages have had their effect
 * @param dead how many were set aside
 * @param lost how many were confirmed and are neither
 * @param duplicated how many effects there were beyond the first of a message
 * @param recovery how long it took until all was ready and messages flowed again, once the fault
 *     was over
 * @param slowestRefusal the longest that a caller waited for a 503
 * @param wrong answers that no promise allows
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
