/** The page of a pattern: its diagram with the messages in it, the actions, and what has happened. */

import { h, announce, say } from '../dom.js';
import { t, maybe, titleOf } from '../i18n.js';
import { get, services } from '../api.js';
import { Store } from '../store.js';
import { Live } from '../live.js';
import { Every } from '../every.js';
import { picture } from '../topology.js';
import { stepsTaken } from '../counters.js';
import { Diagram } from '../diagram/diagram.js';
import { Traffic } from '../diagram/traffic.js';
import { Bench } from './act.js';
import { Messages } from './messages.js';
import { Lesson } from './lesson.js';
import { status } from './status.js';
import { totals } from './totals.js';
import { Chart } from './chart.js';

const LOOK_EVERY = 2000;
const CHANGES_THE_PICTURE = ['consumer-started', 'consumer-stopped', 'bound', 'unbound'];

export class Page {
    #store = new Store();
    #parts = [];

    /** next is the pattern after this one, and wanted the key of a message to open, if there are any. */
    constructor(pattern, next, wanted) {
        const store = this.#store;
        const diagram = new Diagram(t(pattern.producer ?? 'diagram.service'));
        const traffic = new Traffic(diagram);
        const look = new Every(LOOK_EVERY, (signal) => this.#look(pattern, signal));
        const bench = new Bench(pattern.id, () => look.soon(), (json, id) => store.sent(json, id));
        const context = { store, bench, pattern, every: (interval, work) => this.#keep(new Every(interval, work), 'stop'), once: (soon, work) => this.#keep(new Every(null, work, soon), 'stop'), look: () => look.soon() };
        const panels = pattern.panels(context);
        const lesson = new Lesson(store, bench, pattern, next);
        const crowd = h('p', { class: 'hint crowd' });
        store.on('topology', () => diagram.show(picture(store.topologies, pattern)));
        store.on('workers', () => diagram.work(store.workers));
        store.on('event', (step, message, past) => this.#happened(step, message, past, traffic, look));
        const crowded = setInterval(() => say(crowd, traffic.crowded ? t('diagram.crowded') : ''), 500);
        this.#parts.push(() => clearInterval(crowded), () => diagram.close(), () => document.querySelectorAll('.life').forEach((life) => life.close()), () => bench.close(), () => traffic.close(), () => look.stop());

        this.element = h('div', { class: 'page' },
            h('div', { class: 'heading' }, h('h1', { tabindex: -1 }, titleOf(pattern)), h('p', { class: 'lead' }, t(`pattern.${pattern.texts}.lead`)), status(store)),
            h('div', { class: 'side' }, ...(panels.side ?? [])),
            h('div', { class: 'wide' }, lesson.element,
                h('section', { class: 'panel picture', 'aria-labelledby': 'picture-title' }, h('h2', { id: 'picture-title' }, t('diagram.title')), diagram.element, crowd, totals(store), new Chart(store).element),
                ...(panels.wide ?? []), new Messages(store, pattern, wanted).element, bench.byHand));
        bench.show(panels.first?.());
        const live = new Live(pattern.service, this.#hears(store));
        this.#parts.push(() => live.close());
    }

    close() {
        this.#parts.forEach((close) => close());
    }

    #keep(part, end) {
        this.#parts.push(() => part[end]());
        return part;
    }

    #hears(store) {
        return {
            event: (instance, event, past, old) => store.add(instance, event, past, old),
            instance: (name, up) => store.setInstance(name, up),
            state: (state) => store.setConnection(state),
            caughtUp: (count, gap) => {
                const words = gap ? t('missed.gap', { count }) : t('missed.caughtUp', { count });
                store.setNotice(words);
                setTimeout(() => store.notice === words && store.setNotice(null), 20_000);
            },
        };
    }

    #happened(step, message, past, traffic, look) {
        if (past) {
            return;
        }
        if (message && !this.#store.paused && this.#store.shows(message)) {
            traffic.take(step, message);
        }
        if (CHANGES_THE_PICTURE.includes(step.type)) {
            announce(t('announce.step', { what: maybe(`step.${step.type}`) ?? step.type, who: step.consumer ?? step.queue ?? '' }));
        } else if (['returned', 'retried', 'dead-lettered', 'requeued', 'refused', 'unconfirmed'].includes(step.type)) {
            announce(t('announce.step', { what: t(`step.${step.type}`), who: step.text ?? '' }));
        }
        look.soon();
    }

    /** Asks every instance for its topology and its counters. */
    async #look(pattern, signal) {
        const names = (await services(signal)).find((service) => service.name === pattern.service)?.instances ?? [];
        const answers = await Promise.all(names.map((name) => get(name, '/topology', signal).then((topology) => [name, topology], (failure) => {
            if (failure.name === 'AbortError') {
                throw failure;
            }
            return [name, null];
        })));
        const there = answers.filter(([, topology]) => topology);
        for (const [name, topology] of answers) {
            this.#store.instances.set(name, topology !== null);
        }
        [...this.#store.instances.keys()].filter((name) => !names.includes(name)).forEach((name) => this.#store.instances.delete(name));
        this.#store.setTopologies(new Map(there));
        if (there.length > 0) {
            this.#store.setTotals(await stepsTaken(there.map(([name]) => name), signal));
        }
    }
}
