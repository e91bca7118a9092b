/** Draws the topology that the services report, and provides its lines for the messages that travel along them. */

import { h, s, say } from '../dom.js';
import { t, number } from '../i18n.js';
import { PRODUCER, AFTER, REPLY, DIRECT_REPLY, exchangePart, queuePart, consumerPart, keysOf, replicasOf, shortName } from '../topology.js';
import { layout, line } from './layout.js';

const NARROW = 560;
const BLOCKS = 8;
const KEY_LENGTH = 21;

/** How far below its upper edge a part has its name, if it has more than a note below. */
const NAME_AT = { queue: 20, consumer: 17 };

export class Diagram {
    element = h('figure', { class: 'diagram' });
    #drawing = s('svg', { role: 'img', preserveAspectRatio: 'xMidYMin meet' });
    #told = h('ul', { class: 'unseen', id: 'topology-in-words' });
    #lines = new Map();
    #nodes = new Map();
    #drawn = '';
    #working = new Map();
    picture = null;
    travels = s('g', { class: 'travels' });

    constructor(producer) {
        this.producer = producer;
        this.element.append(this.#drawing, this.#told);
        this.resize = new ResizeObserver(() => this.#redraw());
        this.resize.observe(this.element);
    }

    close() {
        this.resize.disconnect();
    }

    /** Redraws the picture if its parts or lines have changed, and updates its numbers. */
    show(picture) {
        this.picture = picture;
        this.#redraw();
        picture.queues.concat(picture.aside).forEach((queue) => this.#fill(queue));
        this.#describe(picture);
    }

    /** Shows what each worker is doing, as the instances report it: [{ instance, id, text, dots, dotsDone }]. */
    work(workers) {
        this.#working = new Map(workers.filter(({ text }) => text !== undefined).map((worker) => [consumerPart(worker.instance, worker.id), worker]));
        this.#nodes.forEach((node, part) => this.#progress(node, part));
    }

    /** The line between two parts, in either direction; null if there is none. */
    line(from, to) {
        const there = this.#lines.get(`${from}→${to}`);
        const back = this.#lines.get(`${to}→${from}`);
        return there ? { path: there.path, label: there.rate, reverse: false } : back ? { path: back.path, label: back.rate, reverse: true } : null;
    }

    node(part) {
        return this.#nodes.get(part);
    }

    lines() {
        return this.#lines;
    }

    #redraw() {
        if (!this.picture) {
            return;
        }
        const narrow = this.element.clientWidth > 0 && this.element.clientWidth < NARROW;
        const shape = JSON.stringify([narrow, this.producer, ...['exchanges', 'bindings', 'consumers'].map((kind) => this.picture[kind]), this.picture.queues.concat(this.picture.aside).map(({ name, arguments: given, present }) => [name, given, present])]);
        if (shape === this.#drawn) {
            return;
        }
        this.#drawn = shape;
        this.#draw(layout(this.picture, narrow));
        this.picture.queues.concat(this.picture.aside).forEach((queue) => this.#fill(queue));
    }

    #draw({ width, height, places, edges, narrow }) {
        this.#lines.clear();
        this.#nodes.clear();
        this.#drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
        this.#drawing.classList.toggle('narrow', narrow);
        const lines = s('g', { class: 'lines' }, arrow());
        for (const { from, to, kind, label } of edges) {
            lines.append(...this.#edge(`${from}→${to}`, line(places.get(from), places.get(to), kind, narrow), kind, label, places.get(to), narrow));
        }
        const nodes = s('g', {}, this.#titles(places, narrow), ...[...places].filter(([part]) => part !== AFTER).map(([part, place]) => this.#node(part, place)));
        this.#drawing.replaceChildren(lines, nodes, this.travels);
        this.#nodes.forEach((node, part) => this.#progress(node, part));
    }

    #edge(name, way, kind, label, to, narrow) {
        const path = s('path', { d: way, class: `line ${kind}`, 'marker-end': kind === 'hidden' ? null : 'url(#arrow)' });
        const middle = path.getPointAtLength(path.getTotalLength() / 2);
        const beside = label && !narrow ? { x: to.x - 60, y: to.y + to.height + 6 } : { x: middle.x, y: middle.y - 6 };
        const rate = s('text', { ...beside, class: `rate ${kind}` });
        this.#lines.set(name, { path, rate });
        return [path, rate, ...(label ? this.#keys(label, to, narrow) : [])];
    }

    /** The keys of a binding stand on its line, and continue below it. */
    #keys(label, to, narrow) {
        if (narrow) {
            return [s('text', { x: to.x + 8, y: to.y - 4, class: 'key narrow' }, short(label, 46), s('title', {}, label))];
        }
        const fits = label.length <= KEY_LENGTH ? label.length : Math.max(label.lastIndexOf(' ', KEY_LENGTH), label.indexOf(' '));
        const parts = fits > 0 ? [label.slice(0, fits), label.slice(fits + 1)] : [label];
        return parts.filter(Boolean).map((part, index) => s('text', { x: to.x - 10, y: to.y + to.height / 2 - 6 + index * 20, class: 'key' }, short(part, KEY_LENGTH), s('title', {}, label)));
    }

    #titles(places, narrow) {
        const titles = narrow ? [] : [[PRODUCER, 'diagram.producer'], [exchangePart(this.picture.exchanges[0]?.name ?? ''), 'diagram.exchange'], [this.picture.queues[0] && queuePart(this.picture.queues[0].name), 'diagram.queues'], [this.picture.consumers[0] && consumerPart(this.picture.consumers[0].instance, this.picture.consumers[0].id), 'diagram.consumers']];
        return s('g', {}, ...titles.filter(([part]) => places.has(part)).map(([part, key]) => s('text', { x: places.get(part).x + places.get(part).width / 2, y: 14, class: 'column' }, t(key))));
    }

    #node(part, place) {
        const kind = part.split(':')[0];
        const { title, note, state, prefetch } = this.#words(part);
        const shape = kind === 'exchange' ? s('path', { d: hexagon(place), class: 'shape' }) : s('rect', { ...box(place), rx: kind === 'queue' ? 6 : 14, class: 'shape' });
        const node = s('g', { class: `node ${kind} ${state}` }, shape);
        const left = kind === 'queue' ? place.x + 10 : place.x + place.width / 2;
        node.append(s('text', { x: left, y: place.y + (NAME_AT[kind] ?? (note === undefined ? 33 : 25)), class: 'name' }, short(shortName(title), (place.width - (kind === 'queue' ? 18 : 12)) / 7.6), s('title', {}, title)));
        if (kind === 'queue') {
            addCounts(node, left, place);
        } else if (kind === 'consumer') {
            addWork(node, left, place, { note, prefetch });
        } else if (note !== undefined) {
            node.append(s('text', { x: left, y: place.y + 42, class: 'note' }, note));
        }
        this.#nodes.set(part, node);
        return node;
    }

    #words(part) {
        const kind = part.split(':')[0];
        const name = part.slice(kind.length + 1);
        if (kind === 'exchange') {
            const exchange = this.picture.exchanges.find((one) => one.name === name);
            return { title: name || t('diagram.default'), note: exchange?.type, state: '' };
        }
        if (kind === 'queue') {
            const queue = this.picture.queues.concat(this.picture.aside).find((one) => one.name === name);
            return { title: name, note: '', state: queue?.present === false ? 'absent' : '' };
        }
        if (kind === 'consumer') {
            const consumer = this.picture.consumers.find((one) => consumerPart(one.instance, one.id) === part);
            const state = consumer?.running ? 'listening' : 'stopped';
            const suffix = this.picture.several ? ` · ${consumer?.instance.match(/-(\d+)$/)?.[1] ?? 1}` : '';
            return { title: (consumer?.id ?? name) + suffix, note: t(`diagram.${state}`), state, prefetch: consumer?.prefetch };
        }
        return { title: kind === REPLY ? DIRECT_REPLY : this.producer, state: '' };
    }

    #fill(queue) {
        const node = this.#nodes.get(queuePart(queue.name));
        if (node?.depth) {
            const { ready = 0, unacknowledged = 0 } = queue;
            say(node.depth, queue.ready === undefined ? '' : t('diagram.ready', { count: number(ready) }));
            say(node.unacked, queue.unacknowledged === undefined ? '' : ` · ${t('diagram.unacked', { count: number(unacknowledged) })}`);
            [...node.blocks.children].forEach((block, index) => {
                block.classList.toggle('held', index < unacknowledged);
                block.classList.toggle('full', index >= unacknowledged && index < unacknowledged + ready);
            });
            node.classList.toggle('holding', ready > 0);
            const { leader, online, members } = replicasOf(queue);
            say(node.replicas, members > 1 ? `${online}/${members}${node.wide ? ` · ${leader}` : ''}` : '');
            node.replicas.classList.toggle('missing', online < members);
        }
    }

    /** The task of a worker, with the dots that are done and the one that is begun. */
    #progress(node, part) {
        if (node.doing) {
            const { text, dots = 0, dotsDone = 0 } = this.#working.get(part) ?? {};
            const [so, letters] = [` ${dotsDone}/${dots}`, node.room / 6];
            say(node.doing, text === undefined ? node.note : short(text, letters - so.length) + so);
            const width = (count) => (dots === 0 ? 0 : node.room * Math.min(1, count / dots));
            node.begun.setAttribute('width', width(dotsDone + 1));
            node.done.setAttribute('width', width(dotsDone));
        }
    }

    /** Describes the picture in words, for screen readers. */
    #describe({ exchanges, queues, aside, bindings, consumers }) {
        const lines = [
            ...exchanges.map((exchange) => t('words.exchange', { name: exchange.name || t('diagram.default'), type: exchange.type })),
            ...queues.concat(aside).map((queue) => [
                t('words.queue', { name: queue.name, ready: queue.ready ?? '?', consumers: queue.consumers ?? '?', keys: keysOf(bindings, queue.name).join(', ') }),
                ...(queue.unacknowledged === undefined ? [] : [t('words.unacked', { count: queue.unacknowledged })]),
                ...(replicasOf(queue).members > 1 ? [t('words.replicas', replicasOf(queue))] : []),
            ].join(' ')),
            ...consumers.map((consumer) => [
                t('words.consumer', { name: consumer.id, state: t(consumer.running ? 'diagram.listening' : 'diagram.stopped') }),
                t('diagram.prefetch', { prefetch: consumer.prefetch || '∞' }),
                ...[this.#working.get(consumerPart(consumer.instance, consumer.id))].filter(Boolean).map(({ text, dots, dotsDone }) => t('words.task', { text, dots, done: dotsDone })),
            ].join('; ')),
        ];
        this.#drawing.setAttribute('aria-label', t('diagram.label', { exchanges: exchanges.length, queues: queues.length + aside.length, consumers: consumers.length }));
        this.#drawing.setAttribute('aria-describedby', this.#told.id);
        if (this.#told.childElementCount !== lines.length || [...this.#told.children].some((item, index) => item.textContent !== lines[index])) {
            this.#told.replaceChildren(...lines.map((text) => h('li', {}, text)));
        }
    }
}

function addCounts(node, x, place) {
    const [depth, unacked, blocks] = [s('tspan', { class: 'depth' }), s('tspan', { class: 'unacked' }), s('g')];
    const replicas = s('text', { x: place.x + place.width - 10, y: place.y + 35, class: 'replicas' });
    for (let block = 0; block < BLOCKS; block++) {
        blocks.append(s('rect', { x: x + block * 13, y: place.y + 27, width: 10, height: 8, rx: 2, class: 'block' }));
    }
    node.append(s('text', { x, y: place.y + 49, class: 'counts' }, depth, unacked), blocks, replicas);
    Object.assign(node, { depth, unacked, blocks, replicas, wide: place.width > 190 });
}

function addWork(node, x, place, { note, prefetch }) {
    const [limit, doing] = [31, 45].map((below) => s('text', { x, y: place.y + below, class: 'note' }));
    say(limit, t('diagram.prefetch', { prefetch: prefetch || '∞' }));
    doing.classList.add('doing');
    const [begun, done] = ['begun', 'done'].map((name) => s('rect', { x: place.x + 12, y: place.y + 49, width: 0, height: 4, rx: 2, class: `progress ${name}` }));
    node.append(limit, doing, begun, done);
    Object.assign(node, { note, doing, begun, done, room: place.width - 24 });
}

function arrow() {
    return s('defs', {}, s('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: 'userSpaceOnUse', orient: 'auto' }, s('path', { d: 'M0 0L8 4L0 8z', class: 'arrow' })));
}

const box = ({ x, y, width, height }) => ({ x, y, width, height });

function hexagon({ x, y, width, height }) {
    const cut = 12;
    return `M${x + cut} ${y}H${x + width - cut}L${x + width} ${y + height / 2}L${x + width - cut} ${y + height}H${x + cut}L${x} ${y + height / 2}Z`;
}

/** Cuts the middle of a long name, because its end identifies it as much as its beginning. */
export function short(text, most) {
    const kept = Math.max(2, Math.floor(most) - 1);
    return text.length <= most ? text : `${text.slice(0, Math.ceil(kept / 2))}…${text.slice(-Math.floor(kept / 2))}`;
}
