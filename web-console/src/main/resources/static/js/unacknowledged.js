/**
 * How many messages of each queue are delivered and not yet acknowledged. Nobody tells that at once: AMQP does not, and the
 * management API's number is up to ten seconds old, because a quorum queue counts every five and the API collects every
 * five. The events of the services' own consumers are immediate, but know nothing of other programs' consumers, nor of
 * messages that were sent ahead to a consumer and wait there. So the number is what the events say plus a difference.
 *
 * Each report corrects the difference. It was true at some moment of those ten seconds, so the difference is at least
 * what the report exceeds our own number at its highest by, and at most what it exceeds it at its lowest by. While the
 * consumers are quiet, the sum is just what the broker reports.
 */

const OLDEST_REPORT = 11;
const MOST_IN_HAND = 1000;

export class Unacknowledged {
    #queues = new Map();

    /** Notes a step of the message with this key. */
    note(instance, { type, queue, at }, key) {
        const known = this.#of(queue);
        const before = known.inHand.size;
        if (type === 'delivered') {
            known.inHand.set(key, instance);
            if (known.inHand.size > MOST_IN_HAND) {
                known.inHand.delete(known.inHand.keys().next().value);
            }
        } else if (type === 'acknowledged' || type === 'requeued') {
            known.inHand.delete(key);
        }
        mark(known, Math.floor(Date.parse(at) / 1000), before);
    }

    /** The broker requeues what an instance had that is gone. */
    lose(instance) {
        for (const known of this.#queues.values()) {
            const before = known.inHand.size;
            known.inHand.forEach((holder, key) => holder === instance && known.inHand.delete(key));
            mark(known, Math.floor(Date.now() / 1000), before);
        }
    }

    /** The number now, after this report; undefined without one. */
    now(queue, reported) {
        if (reported === undefined) {
            return undefined;
        }
        const known = this.#of(queue);
        const since = Date.now() / 1000 - OLDEST_REPORT;
        const sizes = [known.inHand.size, ...known.seconds.filter(({ second }) => second + 1 > since).flatMap(({ least, most }) => [least, most])];
        const [atLeast, atMost] = [reported - Math.max(...sizes), reported - Math.min(...sizes)];
        known.difference = Math.min(Math.max(known.difference, atLeast), atMost);
        return Math.max(0, known.inHand.size + known.difference);
    }

    /** Forgets queues that are gone, such as those of former subscribers. */
    keepOnly(queues) {
        this.#queues.forEach((known, queue) => !queues.has(queue) && known.inHand.size === 0 && this.#queues.delete(queue));
    }

    #of(queue) {
        if (!this.#queues.has(queue)) {
            this.#queues.set(queue, { inHand: new Map(), seconds: [], difference: 0 });
        }
        return this.#queues.get(queue);
    }
}

/** Keeps the lowest and the highest number of each second for as long as a report may be of it. */
function mark({ inHand, seconds }, second, before) {
    if (inHand.size === before) {
        return;
    }
    if (!(seconds.at(-1)?.second >= second)) {
        seconds.push({ second, least: before, most: before });
        seconds.splice(0, seconds.length - OLDEST_REPORT - 2);
    }
    const last = seconds.at(-1);
    last.least = Math.min(last.least, inHand.size);
    last.most = Math.max(last.most, inHand.size);
}
