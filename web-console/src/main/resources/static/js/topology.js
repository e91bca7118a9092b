/**
 * Merges the topologies that the instances of a service report: every exchange, queue, binding and consumer once. The
 * names of these parts make up the routes of messages.
 */

export const PRODUCER = 'producer';
export const AFTER = 'after';
export const REPLY = 'reply';

export const exchangePart = (name) => `exchange:${name}`;
export const queuePart = (name) => `queue:${name}`;
export const consumerPart = (instance, id) => `consumer:${instance}/${id}`;

/** Whether a queue holds failed messages: until a retry, or as dead letters. */
export const isAside = (queue) => queue.name.endsWith('.dead') || 'x-dead-letter-routing-key' in (queue.arguments ?? {});

/** Where replies go: not a queue, but the broker's direct route to the caller. */
export const DIRECT_REPLY = 'amq.rabbitmq.reply-to';

export function picture(topologies, { replies = false } = {}) {
    const all = [...topologies.entries()];
    const queues = unique(all.flatMap(([, topology]) => topology.queues ?? []), (queue) => queue.name);
    const aside = queues.filter(isAside);
    const main = queues.filter((queue) => !isAside(queue));
    const bindings = unique(
        all.flatMap(([, topology]) => topology.bindings ?? []).filter((binding) => main.some((queue) => queue.name === binding.destination)),
        (binding) => JSON.stringify([binding.exchange, binding.destination, binding.routingKey, binding.arguments]),
    );
    const declared = unique(all.flatMap(([, topology]) => topology.exchanges ?? []), (exchange) => exchange.name).filter(({ name }) => !name.endsWith('.dead'));
    const byDefault = declared.length === 0 ? [{ name: '', type: 'direct', durable: true }] : [];
    return {
        known: all.length > 0,
        broker: brokerOf(all),
        warnings: unique(all.flatMap(([, topology]) => topology.warnings ?? []), (warning) => warning),
        exchanges: [...byDefault, ...declared],
        queues: main,
        aside: aside.sort((one, other) => waitOf(one) - waitOf(other)),
        bindings: bindings.filter((binding) => (binding.exchange === '') === (declared.length === 0)),
        consumers: all.flatMap(([instance, topology]) => (topology.consumers ?? []).map((consumer) => ({ ...consumer, instance }))),
        several: all.length > 1,
        replies,
    };
}

function brokerOf(all) {
    const brokers = all.map(([, topology]) => topology.broker).filter(Boolean);
    return brokers.find((broker) => broker.reachable) ?? brokers[0] ?? { reachable: false };
}

const waitOf = (queue) => queue.arguments?.['x-message-ttl'] ?? Infinity;

function unique(list, key) {
    return [...new Map(list.map((item) => [key(item), item])).values()];
}

/** The binding keys of a queue, as text. */
export function keysOf(bindings, queue) {
    return bindings.filter((binding) => binding.destination === queue).map(inWords);
}

export function inWords({ routingKey, arguments: given = {} }) {
    const { 'x-match': match, ...headers } = given;
    if (match) {
        return `${match}: ${Object.entries(headers).map(([name, value]) => `${name}=${value}`).join(', ')}`;
    }
    return routingKey;
}

/** On how many nodes a queue is, how many of them are online, and which of them leads it. */
export function replicasOf({ replicas }) {
    return { leader: replicas?.leader.replace(/^rabbit@/, ''), online: replicas?.online.length ?? 0, members: replicas?.members.length ?? 0 };
}

/** Shortens the name of a server-named queue, and keeps the part that differs. */
export const shortName = (name) => (name.startsWith('amq.gen-') ? `amq.gen-…${name.slice(-5)}` : name);
