/** A lane for each worker and a bar for each attempt: which worker had which task when, and how it ended. */

import { h, s } from '../dom.js';
import { t, time } from '../i18n.js';

const SECONDS = 40;
const MOST_BARS = 400;
const LANE = 30;
const LEFT = 116;
const WIDTH = 860;
const order = ({ lane }) => lane.split(' ').reverse().join(' ');
const ENDS = { acknowledged: 'acknowledged', retried: 'retried', 'dead-lettered': 'dead-lettered', requeued: 'requeued' };

export class Timeline {
    #bars = [];
    #lanes = [];
    #drawing = s('svg', { class: 'timeline', role: 'img', 'aria-label': t('timeline.title') });
    #rows = h('tbody');
    #store;
    #moving = false;
    #drawn = '';

    constructor(store) {
        this.#store = store;
        const table = h('table', { class: 'attempts' }, h('thead', {}, h('tr', {}, ...['worker', 'task', 'began', 'lasted', 'ended'].map((name) => h('th', { scope: 'col' }, t(`timeline.${name}`))))), this.#rows);
        this.element = h('section', { class: 'panel', 'aria-labelledby': 'timeline-title' }, h('h2', { id: 'timeline-title' }, t('timeline.title')),
            h('p', { class: 'legend' }, ...['running', ...Object.keys(ENDS)].map((end) => h('span', { class: `key ${end}` }, t(`timeline.${end}`)))),
            h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t('timeline.title') }, this.#drawing), h('details', {}, h('summary', {}, t('timeline.table')), table));
        store.on('event', (step, message) => this.#take(step, message));
        store.on('topology', () => this.#move());
        store.on('view', () => this.#move());
    }

    #take(step, message) {
        const lane = step.consumer && `${step.consumer} ${step.instance}`;
        if (!message || !lane) {
            return;
        }
        if (step.type === 'delivered') {
            this.#end(lane, Date.parse(step.at), 'requeued');
            this.#bars.push({ lane, consumer: step.consumer, instance: step.instance, message, from: Date.parse(step.at), to: null, end: 'running', again: step.detail === 'redelivered' });
            this.#bars.splice(0, this.#bars.length - MOST_BARS);
        } else if (step.type in ENDS) {
            this.#end(lane, Date.parse(step.at), step.type);
        }
        this.#move();
    }

    /** The first end counts: a retried message is also acknowledged. Whatever the next delivery finds open was requeued. */
    #end(lane, at, end) {
        const bar = this.#bars.findLast((one) => one.lane === lane && one.to === null);
        if (bar) {
            Object.assign(bar, { to: Math.max(at, bar.from), end });
        }
    }

    #move() {
        if (!this.#moving) {
            this.#moving = true;
            setTimeout(() => requestAnimationFrame(() => this.#draw()), 100);
        }
    }

    #draw() {
        this.#moving = false;
        if (!this.element.isConnected || this.#store.paused) {
            return;
        }
        const now = Date.now();
        const bars = this.#bars.filter((bar) => (bar.to ?? now) > now - SECONDS * 1000 && this.#store.shows(bar.message));
        this.#setLanes(bars);
        const x = (at) => LEFT + ((at - now) / 1000 / SECONDS + 1) * (WIDTH - LEFT - 8);
        const ticks = Array.from({ length: SECONDS / 10 + 1 }, (_, index) => index * 10);
        this.#drawing.setAttribute('viewBox', `0 0 ${WIDTH} ${this.#lanes.length * LANE + 30}`);
        this.#drawing.replaceChildren(
            ...ticks.flatMap((ago) => [s('line', { x1: x(now - ago * 1000), x2: x(now - ago * 1000), y1: 4, y2: this.#lanes.length * LANE + 8, class: 'tick' }), s('text', { x: x(now - ago * 1000), y: this.#lanes.length * LANE + 24, class: ago === 0 ? 'ago now' : 'ago' }, ago === 0 ? t('timeline.now') : `−${ago} s`)]),
            ...this.#lanes.flatMap(({ title }, index) => [s('text', { x: 4, y: index * LANE + 24, class: 'lane' }, title), s('line', { x1: LEFT, x2: WIDTH, y1: index * LANE + 20, y2: index * LANE + 20, class: 'lane-line' })]),
            ...bars.map((bar) => this.#bar(bar, x, now)));
        this.#tell();
        if (bars.length > 0) {
            this.#move();
        }
    }

    #bar(bar, x, now) {
        const row = this.#lanes.findIndex(({ lane }) => lane === bar.lane);
        const from = Math.max(LEFT, x(bar.from));
        const width = Math.max(3, x(bar.to ?? now) - from);
        const text = width > 34 ? s('text', { x: from + 6, y: row * LANE + 25, class: 'on-bar' }, bar.message.text.slice(0, Math.floor(width / 7.5))) : null;
        return s('g', { class: `attempt ${bar.end}${bar.again ? ' again' : ''}` }, s('rect', { x: from, y: row * LANE + 9, width, height: 22, rx: 5 }), text, s('title', {}, `${bar.message.text}: ${t(`timeline.${bar.end}`)}`));
    }

    #setLanes(bars) {
        const several = this.#store.topologies.size > 1;
        const there = [...this.#store.topologies].flatMap(([instance, topology]) => topology.consumers.map(({ id }) => ({ consumer: id, instance })));
        const all = new Map([...there, ...bars].map(({ consumer, instance }) => [`${consumer} ${instance}`, { lane: `${consumer} ${instance}`, title: several ? `${consumer} · ${instance.match(/-(\d+)$/)?.[1] ?? 1}` : consumer }]));
        this.#lanes = [...all.values()].sort((one, other) => order(one).localeCompare(order(other), 'en', { numeric: true }));
    }

    #tell() {
        const last = this.#bars.slice(-20).reverse();
        const shape = last.map((bar) => `${bar.lane}${bar.from}${bar.end}`).join();
        if (shape !== this.#drawn) {
            this.#drawn = shape;
            this.#rows.replaceChildren(...last.map((bar) => h('tr', { class: bar.end }, ...[`${bar.consumer} (${bar.instance})`, bar.message.text, time(bar.from), bar.to ? `${((bar.to - bar.from) / 1000).toFixed(2)} s` : '', t(`timeline.${bar.end}`) + (bar.again ? ` · ${t('timeline.again')}` : '')].map((text) => h('td', {}, text)))));
        }
    }
}
