/** Places the parts of the picture: in columns, or below each other on a phone. */

import { PRODUCER, AFTER, REPLY, exchangePart, queuePart, consumerPart, keysOf } from '../topology.js';

const ROW = 74;
const HEIGHT = 56;
const TOP = 34;

/** { width, height, places: Map of part → { x, y, width, height }, edges: [{ from, to, kind, label }] }. */
export function layout(picture, narrow) {
    const columns = narrow ? PHONE : picture.exchanges.some(({ name }) => name !== '') ? WITH_KEYS : DESK;
    const rows = rowsOf(picture);
    const first = narrow ? TOP + 2 * ROW : TOP;
    const mainHeight = Math.max(rows.length, 1) * ROW;
    const places = new Map();
    const put = (part, column, y) => places.set(part, { ...columns[column], y, height: HEIGHT });
    const middle = first + (mainHeight - ROW) / 2;

    put(PRODUCER, 'producer', narrow ? TOP : middle);
    picture.exchanges.forEach((exchange, index) => put(exchangePart(exchange.name), 'exchange', narrow ? TOP + ROW : middle + index * ROW));
    rows.forEach(({ queue, consumers }, index) => {
        if (queue) {
            put(queuePart(queue.name), 'queue', first + (index + (Math.max(consumers, 1) - 1) / 2) * ROW);
        }
    });
    rows.forEach(({ consumer }, index) => consumer && put(consumerPart(consumer.instance, consumer.id), 'consumer', first + index * ROW));

    const after = [...(picture.replies ? [REPLY] : []), ...picture.aside.map((queue) => queuePart(queue.name))];
    const below = first + mainHeight + (after.length ? 10 : 0);
    after.forEach((part, index) => put(part, 'queue', below + index * (ROW - 8)));
    if (after.length) {
        places.set(AFTER, { x: columns.consumer.x + columns.consumer.width / 2, y: below - 8, width: 0, height: 0 });
    }
    return { width: columns.width, height: below + after.length * (ROW - 8) + 6, places, edges: edgesOf(picture, places), narrow };
}

const DESK = {
    width: 860,
    producer: { x: 12, width: 112 },
    exchange: { x: 190, width: 132 },
    queue: { x: 420, width: 214 },
    consumer: { x: 708, width: 144 },
};

/** With room for the keys of the bindings between the exchange and its queues. */
const WITH_KEYS = {
    width: 860,
    producer: { x: 8, width: 100 },
    exchange: { x: 160, width: 128 },
    queue: { x: 474, width: 192 },
    consumer: { x: 718, width: 134 },
};

const PHONE = {
    width: 360,
    producer: { x: 22, width: 132 },
    exchange: { x: 22, width: 132 },
    queue: { x: 22, width: 168 },
    consumer: { x: 234, width: 118 },
};

/** One row for each consumer; a queue is centred beside its consumers. */
function rowsOf(picture) {
    return picture.queues.flatMap((queue) => {
        const consumers = picture.consumers.filter((consumer) => consumer.queues.includes(queue.name));
        return consumers.length === 0
            ? [{ queue, consumers: 0 }]
            : consumers.map((consumer, index) => ({ queue: index === 0 ? queue : null, consumer, consumers: consumers.length }));
    });
}

function edgesOf(picture, places) {
    const edges = picture.exchanges.map((exchange) => ({ from: PRODUCER, to: exchangePart(exchange.name), kind: 'main' }));
    const bound = new Set();
    for (const { exchange, destination } of picture.bindings) {
        if (!bound.has(destination)) {
            bound.add(destination);
            const label = exchange === '' ? '' : keysOf(picture.bindings, destination).filter(Boolean).join(' · ');
            edges.push({ from: exchangePart(exchange), to: queuePart(destination), kind: 'binding', label });
        }
    }
    for (const consumer of picture.consumers) {
        const to = consumerPart(consumer.instance, consumer.id);
        consumer.queues.forEach((queue) => edges.push({ from: queuePart(queue), to, kind: consumer.running ? 'main' : 'stopped' }));
        if (places.has(AFTER)) {
            edges.push({ from: to, to: AFTER, kind: 'hidden' });
        }
    }
    if (picture.replies) {
        edges.push({ from: AFTER, to: REPLY, kind: 'aside' }, { from: REPLY, to: PRODUCER, kind: 'home' });
    }
    for (const queue of picture.aside) {
        edges.push({ from: AFTER, to: queuePart(queue.name), kind: 'aside' });
        const back = queue.arguments?.['x-dead-letter-routing-key'];
        if (back) {
            edges.push({ from: queuePart(queue.name), to: queuePart(back), kind: 'back' });
        }
    }
    return edges.filter(({ from, to }) => places.has(from) && places.has(to));
}

/** The line from one part to another, as an SVG path. */
export function line(from, to, kind, narrow) {
    const right = (place) => [place.x + place.width, place.y + place.height / 2];
    const left = (place) => [place.x, place.y + place.height / 2];
    if (kind === 'hidden') {
        const [x, y] = [from.x + from.width / 2, from.y + from.height];
        return `M${x} ${y}L${to.x} ${to.y}`;
    }
    if (kind === 'aside') {
        const [x, y] = right(to);
        return `M${from.x} ${from.y}L${from.x} ${y - 12}Q${from.x} ${y} ${from.x - 12} ${y}L${x} ${y}`;
    }
    if (kind === 'home') {
        const [x, y] = [to.x + (narrow ? -8 : to.width / 2), from.y + from.height / 2];
        return narrow ? around(left(from), left(to), 14) : `M${from.x} ${y}L${x + 12} ${y}Q${x} ${y} ${x} ${y - 12}L${x} ${to.y + to.height}`;
    }
    if (kind === 'back' || (narrow && kind === 'binding')) {
        return around(left(from), left(to), kind === 'back' ? 14 : 10);
    }
    if (kind === 'binding') {
        return alongBus(right(from), left(to));
    }
    if (narrow && from.x === to.x) {
        const x = from.x + from.width / 2;
        return `M${x} ${from.y + from.height}L${x} ${to.y}`;
    }
    const [[x1, y1], [x2, y2]] = [right(from), left(to)];
    const bend = (x2 - x1) / 2;
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** All bindings share a bus and then run straight to their queues, so that no line crosses a key. */
function alongBus([x1, y1], [x2, y2]) {
    const [turn, sign, bus] = [Math.min(8, Math.abs(y2 - y1) / 2), Math.sign(y2 - y1), x1 + 18];
    return `M${x1} ${y1}L${bus - turn} ${y1}Q${bus} ${y1} ${bus} ${y1 + sign * turn}L${bus} ${y2 - sign * turn}Q${bus} ${y2} ${bus + turn} ${y2}L${x2} ${y2}`;
}

/** Out to the left, along, and in again. */
function around([x1, y1], [x2, y2], out) {
    const [turn, sign] = [8, Math.sign(y2 - y1) || 1];
    const bus = Math.min(x1, x2) - out;
    return `M${x1} ${y1}L${bus + turn} ${y1}Q${bus} ${y1} ${bus} ${y1 + sign * turn}L${bus} ${y2 - sign * turn}Q${bus} ${y2} ${bus + turn} ${y2}L${x2} ${y2}`;
}
