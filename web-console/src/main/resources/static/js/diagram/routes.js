/**
 * Where a step takes a message: the parts of the picture that it passes, from where it was to where it is. A message
 * moves only on a step that its service has told.
 */

import { PRODUCER, AFTER, REPLY, DIRECT_REPLY, exchangePart, queuePart, consumerPart } from '../topology.js';

/** { parts, tone }; several parts are a way, one is something that happens in its place. */
export function routeOf(step, message, picture) {
    const consumer = consumerPart(step.instance, consumerOf(step, picture));
    const exchange = exchangePart(step.exchange ?? '');
    const queue = queuePart(step.queue ?? step.routingKey ?? '');
    if (step.routingKey?.startsWith(DIRECT_REPLY)) {
        return reply(step, message, picture);
    }
    switch (step.type) {
        case 'published':
            return way('out', PRODUCER, exchange);
        case 'confirmed':
            return step.exchange ? way('good', exchange) : way('out', exchange, queuePart(step.routingKey));
        case 'returned':
            return way('lost', exchange);
        case 'refused':
        case 'unconfirmed':
            return way('bad', PRODUCER);
        case 'delivered':
            return delivery(step, message, queue, consumer, picture);
        case 'requeued':
            return way('warn', consumer, queue);
        case 'retried': {
            const room = waitingRoom(step, picture);
            return room ? way('warn', consumer, AFTER, queuePart(room)) : way('warn', consumer);
        }
        case 'dead-lettered':
            return way('bad', consumer, AFTER, queuePart(`${step.queue}.dead`));
        case 'acknowledged':
            return way('good', consumer);
        case 'duplicate':
        case 'discarded':
            return way('lost', consumer);
        case 'replied':
            return way('good', REPLY, PRODUCER);
        case 'unanswered':
            return way('bad', PRODUCER);
        default:
            return null;
    }
}

/** An answer leaves from whoever had the request; that the broker has it moves nothing. */
function reply(step, message, picture) {
    const asked = message.steps.findLast((known) => known.type === 'delivered');
    if (step.type === 'published' && asked) {
        return way('good', consumerPart(asked.instance, consumerOf(asked, picture)), AFTER, REPLY);
    }
    return step.type === 'replied' ? way('good', REPLY, PRODUCER) : null;
}

function way(tone, ...parts) {
    return { tone, parts };
}

/** From the waiting room if it waited there, else from the exchange if that copies, else from its queue. */
function delivery(step, message, queue, consumer, picture) {
    const before = message?.steps.filter((known) => known.type === 'retried' && known.at < step.at).at(-1);
    const room = before && !step.detail ? waitingRoom(before, picture) : null;
    if (room) {
        return way('out', queuePart(room), queue, consumer);
    }
    return step.exchange ? way('out', exchangePart(step.exchange), queue, consumer) : way('out', queue, consumer);
}

/** The queue whose wait is the one that the step names. */
function waitingRoom(step, picture) {
    const wait = /again in (\d+) ms/.exec(step.detail ?? '')?.[1];
    return wait && picture.aside.find((queue) => String(queue.arguments?.['x-message-ttl']) === wait)?.name;
}

/** A consumer tag is a consumer's name, or the broker's invention for the only one at that queue. */
function consumerOf(step, picture) {
    const here = picture.consumers.filter((consumer) => consumer.instance === step.instance);
    const named = here.find((consumer) => consumer.id === step.consumer);
    return (named ?? here.find((consumer) => consumer.queues.includes(step.queue)) ?? { id: step.consumer }).id;
}
