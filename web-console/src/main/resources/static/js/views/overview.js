/** All services at a glance: their health, rates and queue depths, and the broker. */

import { h, keep, say } from '../dom.js';
import { t, number, titleOf } from '../i18n.js';
import { get, services } from '../api.js';
import { Every } from '../every.js';
import { doneSteps } from '../progress.js';
import { stepsTaken } from '../counters.js';
import { picture } from '../topology.js';
import { badge, brokerInWords, brokerTone } from './status.js';

const LOOK_EVERY = 3000;

export class Overview {
    #before = new Map();
    #cards = h('ul', { class: 'cards', id: 'services' });
    #broker = h('p', { class: 'badge', id: 'broker', role: 'status' });
    #warnings = h('ul', { class: 'warnings' });

    constructor(patterns) {
        this.patterns = patterns;
        this.element = h('div', { class: 'overview' },
            h('div', { class: 'heading' }, h('h1', { tabindex: -1 }, t('overview.title')), h('p', { class: 'lead' }, t('overview.lead')), h('div', { class: 'badges' }, this.#broker), this.#warnings), this.#cards);
        this.every = new Every(LOOK_EVERY, (signal) => this.#look(signal));
    }

    close() {
        this.every.stop();
    }

    /** Says how far the reader is in each lesson, and where to go on. */
    #tellLessons() {
        const open = this.patterns.find((pattern) => doneSteps(pattern).length < pattern.lesson.length);
        for (const [index, item] of [...this.#cards.children].entries()) {
            const pattern = this.patterns[index];
            const [done, all] = [doneSteps(pattern).length, pattern.lesson.length];
            const far = done === all ? t('overview.lessonDone') : t('overview.lesson', { done, all });
            say(item.parts.lesson, pattern === open ? `${far} · ${t(pattern === this.patterns[0] && done === 0 ? 'overview.start' : 'overview.continue')}` : far);
            item.classList.toggle('next', pattern === open);
        }
    }

    async #look(signal) {
        const known = await services(signal);
        const views = await Promise.all(this.patterns.map((pattern) => this.#ask(pattern, known.find(({ name }) => name === pattern.service)?.instances ?? [], signal)));
        keep(this.#cards, views, { key: ({ pattern }) => pattern.id, create: ({ pattern }) => card(pattern), update: refresh });
        this.#tellLessons();
        const topologies = new Map(views.flatMap((view) => [...view.topologies]));
        const { broker, known: told, warnings } = picture(topologies);
        badge(this.#broker, told ? brokerTone(told, broker) : 'bad', brokerInWords(told, broker));
        this.#warnings.replaceChildren(...warnings.map((text) => h('li', {}, text)));
    }

    async #ask(pattern, instances, signal) {
        const quietly = (promise) => promise.catch((failure) => {
            if (failure.name === 'AbortError') {
                throw failure;
            }
            return failure;
        });
        const answers = await Promise.all(instances.map(async (name) => ({
            name,
            ready: await quietly(get(name, '/actuator/health/readiness', signal)),
            topology: await quietly(get(name, '/topology', signal)),
        })));
        const there = answers.filter(({ topology }) => !(topology instanceof Error));
        const counts = there.length ? await quietly(stepsTaken(there.map(({ name }) => name), signal)) : null;
        return {
            pattern,
            instances: answers.length,
            live: there.length,
            ready: answers.filter(({ ready }) => ready?.status === 'UP').length,
            topologies: new Map(there.map(({ name, topology }) => [name, topology])),
            rates: counts instanceof Error ? {} : this.#rates(pattern.id, counts),
        };
    }

    #rates(id, counts) {
        const now = performance.now();
        const before = this.#before.get(id);
        this.#before.set(id, { counts, at: now });
        if (!before || !counts) {
            return {};
        }
        const rate = (step) => Math.max(0, ((counts[step] ?? 0) - (before.counts?.[step] ?? 0)) / ((now - before.at) / 1000));
        return { published: rate('published'), acknowledged: rate('acknowledged') };
    }
}

function card(pattern) {
    const parts = { lesson: h('p', { class: 'hint' }), state: h('span', { class: 'badge' }), rates: h('p', { class: 'hint' }), queues: h('ul', { class: 'depths' }) };
    const item = h('li', { class: 'card' },
        h('a', { href: `#/${pattern.id}` }, h('h2', {}, titleOf(pattern))), h('p', {}, t(`pattern.${pattern.texts}.short`)), parts.lesson, parts.state, parts.rates, parts.queues);
    item.parts = parts;
    return item;
}

function refresh({ parts }, { instances, live, ready, rates, topologies }) {
    const words = live === 0 ? t('status.down') : ready < instances ? t('overview.notReady', { ready, all: instances }) : t('overview.ready', { ready, all: instances });
    badge(parts.state, live === 0 ? 'bad' : ready < instances ? 'warn' : 'good', words);
    say(parts.rates, live === 0 ? '' : t('overview.rates', { published: number(rates.published ?? 0), acknowledged: number(rates.acknowledged ?? 0) }));
    const { queues, aside } = picture(topologies);
    keep(parts.queues, queues.concat(aside), {
        key: ({ name }) => name,
        create: ({ name }) => h('li', {}, h('span', {}, name), h('strong')),
        update: (item, { ready: depth }) => say(item.lastElementChild, depth === undefined ? '?' : number(depth)),
    });
}
