/**
 * Shows messages as they travel. Each is a dot that takes its real path, one step after the other. If there are too many
 * to follow, or the user prefers reduced motion, the lines show how many messages pass.
 */

import { s, say } from '../dom.js';
import { t, number } from '../i18n.js';
import { routeOf } from './routes.js';

const LEG = 550;
const PULSE = 500;
const MANY_A_SECOND = 25;
const FEW_A_SECOND = 12;
const MOST_WAITING = 6;
const MOST_DOTS = 80;

export class Traffic {
    #diagram;
    #ways = new Map();
    #dots = 0;
    #second = { began: performance.now(), steps: 0, lines: new Map() };
    #crowded = false;
    #still = matchMedia('(prefers-reduced-motion: reduce)');
    #timer = setInterval(() => this.#count(), 500);

    constructor(diagram) {
        this.#diagram = diagram;
    }

    close() {
        clearInterval(this.#timer);
        this.#ways.clear();
    }

    /** Whether there are too many messages to show one by one. */
    get crowded() {
        return this.#crowded;
    }

    /** Shows a step that has just happened to a message. */
    take(step, message) {
        if (!this.#diagram.picture) {
            return;
        }
        const route = routeOf(step, message, this.#diagram.picture);
        if (!route) {
            return;
        }
        this.#second.steps++;
        legs(route.parts).forEach(([from, to]) => this.#passes(from, to));
        if (this.#crowded || this.#still.matches || document.hidden) {
            this.#flash(route);
        } else {
            this.#queue(step, message, route);
        }
    }

    /** The steps of a message run one after the other; the copies for several consumers run in parallel. */
    #queue(step, message, route) {
        const trunk = message.key;
        const branch = step.consumer ? `${trunk}/${step.consumer}/${step.instance}` : trunk;
        const before = this.#ways.get(branch) ?? this.#ways.get(trunk) ?? { end: Promise.resolve(), length: 0 };
        if (before.length >= MOST_WAITING || this.#dots >= MOST_DOTS) {
            this.#flash(route);
            return;
        }
        const way = { length: before.length + 1 };
        way.end = before.end.then(() => this.#travel(route));
        way.end.then(() => this.#ways.get(branch) === way && this.#ways.delete(branch));
        this.#ways.set(branch, way);
    }

    async #travel({ parts, tone }) {
        if (parts.length === 1 || this.#crowded) { // what had to wait for an earlier step may be in a crowd now
            return this.#pulse(parts.at(-1), tone);
        }
        const dot = s('circle', { r: 6, class: `dot ${tone}` });
        this.#dots++;
        try {
            for (const [from, to] of legs(parts)) {
                const line = this.#diagram.line(from, to);
                if (line) {
                    this.#diagram.travels.append(dot);
                    await move(dot, line);
                }
            }
        } finally {
            this.#dots--;
            dot.remove();
        }
        return this.#pulse(parts.at(-1), tone);
    }

    #pulse(part, tone) {
        const node = this.#diagram.node(part);
        const mark = `pulse-${tone}`;
        if (node) {
            node.classList.remove(mark);
            requestAnimationFrame(() => node.classList.add(mark));
            setTimeout(() => node.classList.remove(mark), PULSE);
        }
        return new Promise((done) => setTimeout(done, 120));
    }

    #flash({ parts, tone }) {
        this.#pulse(parts.at(-1), tone);
    }

    #passes(from, to) {
        const name = this.#diagram.lines().has(`${from}→${to}`) ? `${from}→${to}` : `${to}→${from}`;
        this.#second.lines.set(name, (this.#second.lines.get(name) ?? 0) + 1);
    }

    #count() {
        const seconds = (performance.now() - this.#second.began) / 1000;
        const rate = this.#second.steps / seconds;
        this.#crowded = rate > (this.#crowded ? FEW_A_SECOND : MANY_A_SECOND);
        const shown = this.#crowded || this.#still.matches;
        for (const [name, { path, rate: label }] of this.#diagram.lines()) {
            const passed = this.#second.lines.get(name) ?? 0;
            path.classList.toggle('flowing', shown && passed > 0);
            say(label, shown && passed > 0 ? t('diagram.rate', { rate: number(Math.round(passed / seconds)) }) : '');
        }
        if (seconds > 1) {
            this.#second = { began: performance.now(), steps: 0, lines: new Map() };
        }
    }
}

const legs = (parts) => parts.slice(1).map((to, index) => [parts[index], to]);

/** Moves a dot along a line, slowly enough to follow. */
function move(dot, { path, reverse }) {
    const length = path.getTotalLength();
    const began = performance.now();
    return new Promise((arrived) => {
        const frame = (now) => {
            const done = Math.min(1, Math.max(0, (now - began) / LEG));
            const eased = done < 0.5 ? 2 * done * done : 1 - (-2 * done + 2) ** 2 / 2;
            const point = path.getPointAtLength((reverse ? 1 - eased : eased) * length);
            dot.setAttribute('cx', point.x);
            dot.setAttribute('cy', point.y);
            if (done < 1 && dot.isConnected) {
                requestAnimationFrame(frame);
            } else {
                arrived();
            }
        };
        requestAnimationFrame(frame);
    });
}
