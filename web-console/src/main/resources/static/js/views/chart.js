/** The last five minutes: how many messages were published and acknowledged, and how many wait. */

import { h, s } from '../dom.js';
import { t, number } from '../i18n.js';

const SECONDS = 300;
const STEP = 2;
const [WIDTH, HEIGHT, LEFT, RIGHT] = [860, 56, 8, 70];

/** Each with a scale of its own: messages a second, and messages. */
const PLOTS = [['published', 'acknowledged'], ['ready']];

/** The rates come from the services' counters and the depth from the topology, at the same moments. */
export class Chart {
    #points = [];
    #before = null;
    #drawing = s('svg', { class: 'chart', role: 'img', 'aria-label': t('chart.title'), viewBox: `0 0 ${WIDTH} ${PLOTS.length * HEIGHT + 24}` });

    constructor(store) {
        this.element = h('div', { class: 'charted' }, h('h3', {}, t('chart.title')),
            h('p', { class: 'legend' }, ...PLOTS.flat().map((name) => h('span', { class: `key ${name}` }, t(`chart.${name}`)))), h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t('chart.title') }, this.#drawing));
        store.on('totals', () => this.#take(store));
    }

    #take({ totals, topologies }) {
        const now = Date.now();
        const before = this.#before;
        if (before && now - before.at < STEP * 1000) {
            return;
        }
        this.#before = { at: now, totals };
        if (before) {
            const rate = (step) => Math.max(0, ((totals[step] ?? 0) - (before.totals[step] ?? 0)) / ((now - before.at) / 1000));
            this.#points.push({ at: now, published: rate('published'), acknowledged: rate('acknowledged'), ready: readyIn(topologies) });
            this.#points = this.#points.filter(({ at }) => at > now - SECONDS * 1000);
            this.#draw(now);
        }
    }

    #draw(now) {
        const x = (at) => LEFT + (1 - (now - at) / 1000 / SECONDS) * (WIDTH - LEFT - RIGHT);
        this.#drawing.replaceChildren(
            ...PLOTS.flatMap((names, index) => this.#plot(names, (index + 1) * HEIGHT, x)),
            ...[300, 200, 100, 0].map((ago) => s('text', { x: x(now - ago * 1000), y: PLOTS.length * HEIGHT + 18, class: `ago ${ago === 0 ? 'now' : ago === SECONDS ? 'first' : ''}` }, ago === 0 ? t('timeline.now') : `−${ago} s`)));
    }

    #plot(names, bottom, x) {
        const most = Math.max(1, ...this.#points.flatMap((point) => names.map((name) => point[name])));
        const y = (value) => bottom - (value / most) * (HEIGHT - 14);
        return [
            s('line', { class: 'lane-line', x1: LEFT, x2: WIDTH - RIGHT, y1: bottom, y2: bottom }),
            s('text', { x: WIDTH - RIGHT + 8, y: y(most) + 6, class: 'ago first' }, t(`chart.most.${names[0]}`, { most: number(most) })),
            ...names.map((name) => s('polyline', { class: `plot ${name}`, points: this.#points.map((point) => `${x(point.at).toFixed(1)},${y(point[name]).toFixed(1)}`).join(' ') })),
        ];
    }
}

/** The depth of every queue once, although each instance reports it. */
function readyIn(topologies) {
    const queues = new Map([...topologies.values()].flatMap(({ queues: all }) => all).map(({ name, ready }) => [name, ready ?? 0]));
    return [...queues.values()].reduce((sum, ready) => sum + ready, 0);
}
