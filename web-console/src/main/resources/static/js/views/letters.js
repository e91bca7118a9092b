/** The dead letters of all services, grouped by reason: filter, choose, edit, replay or delete them. */

import { h, keep, say } from '../dom.js';
import { t } from '../i18n.js';
import { ask } from '../api.js';
import { Every } from '../every.js';
import { Live } from '../live.js';
import { Bench } from './act.js';
import { confirm } from './confirm.js';
import { changesLetters, withKeys, listingOf, replayOf, deletionOf, editOf, storyOf } from './dead.js';

const PAGE = 100;

/** Listing makes the broker requeue every dead letter, so they are listed after an event only, and not after each. */
const AT_MOST_EVERY = 500;

/** The ids of a deletion are in its address. */
const DELETED_AT_ONCE = 50;

export class Letters {
    #patterns;
    #rows = new Map();
    #listed = new Map();
    #pages = new Map();
    #problems = new Map();
    #warnings = h('ul', { class: 'warnings' });
    #groups = h('div', { class: 'reasons', id: 'reasons' });
    #count = h('p', { class: 'hint', id: 'letters-count', role: 'status' });
    #filter = h('input', { type: 'search', id: 'filter', placeholder: t('letters.filter'), 'aria-label': t('letters.filter'), oninput: () => this.#show() });
    #more = h('button', { type: 'button', class: 'quiet', id: 'more', hidden: true, onclick: () => this.#listMore() }, t('letters.more'));

    constructor(patterns) {
        this.#patterns = patterns.filter(({ dead }) => dead);
        this.bench = new Bench('dead-letters', this.#listAll, () => {});
        this.looks = new Map(this.#patterns.map((pattern) => [pattern.id, new Every(null, (signal) => this.#list(pattern, signal), AT_MOST_EVERY)]));
        this.live = new Live(this.#patterns.map(({ service }) => service).join(','), this.#hears());
        this.replay = this.bench.button('', () => this.#replays()[0], { run: () => this.#replay() });
        this.bury = this.bench.button('', () => this.#deletions()[0], { className: 'danger', run: () => this.#bury() });
        [this.replay.id, this.bury.id] = ['replay-chosen', 'delete-chosen'];
        const again = h('button', { type: 'button', class: 'quiet', onclick: this.#listAll }, t('letters.again'));
        this.element = h('div', { class: 'letters' },
            h('div', { class: 'heading' }, h('h1', { tabindex: -1 }, t('dead.title')), h('p', { class: 'lead' }, t('letters.lead'))),
            h('section', { class: 'panel', 'aria-label': t('dead.title') }, h('div', { class: 'bar' }, this.#filter, this.replay, this.bury, again), this.#count, this.#warnings, this.#groups, this.#more),
            this.bench.byHand);
        this.bench.show(listingOf(this.#patterns[0]));
        this.#show();
    }

    close() {
        this.live.close();
        this.looks.forEach((look) => look.stop());
        this.bench.close();
    }

    #hears() {
        const event = (instance, step, past) => {
            const pattern = this.#patterns.find(({ service }) => instance === service || instance.startsWith(`${service}-`));
            if (!past && changesLetters(pattern, this.#listed.get(pattern.id) ?? [], step)) {
                this.looks.get(pattern.id).soon();
            }
        };
        return { event, instance: () => {}, state: (state) => state === 'live' && this.#listAll(), caughtUp: () => this.#listAll() };
    }

    #listAll = () => this.looks.forEach((look) => look.soon());

    async #list(pattern, signal) {
        const letters = [];
        this.#problems.delete(pattern.id);
        try {
            for (let page = 0; page < (this.#pages.get(pattern.id) ?? 1); page++) {
                letters.push(...await ask(listingOf(pattern, page * PAGE), signal));
            }
            this.#listed.set(pattern.id, withKeys(letters));
        } catch (problem) {
            this.#problems.set(pattern.id, `${pattern.service}: ${problem}`);
            throw problem;
        } finally {
            this.#show();
        }
    }

    #isFull = ({ id }) => (this.#listed.get(id)?.length ?? 0) === (this.#pages.get(id) ?? 1) * PAGE;

    #listMore() {
        this.#patterns.filter(this.#isFull).forEach(({ id }) => {
            this.#pages.set(id, (this.#pages.get(id) ?? 1) + 1);
            this.looks.get(id).soon();
        });
    }

    #show() {
        const all = this.#patterns.flatMap((pattern) => (this.#listed.get(pattern.id) ?? []).map((letter) => this.#rowOf(pattern, letter)));
        this.#rows = new Map(all.map((row) => [row.key, row]));
        const wanted = this.#filter.value.trim().toLowerCase();
        const shown = all.filter((row) => row.words.includes(wanted));
        all.filter((row) => !shown.includes(row)).forEach((row) => {
            row.box.checked = false; // what is not shown is not chosen
        });
        const reasons = new Map(shown.map((row) => [row.letter.reason, shown.filter((other) => other.letter.reason === row.letter.reason)]));
        keep(this.#groups, [...reasons], { key: ([reason]) => reason, create: ([reason]) => this.#group(reason), update: (group, [, rows]) => this.#fill(group, rows) });
        this.#warnings.replaceChildren(...[...this.#problems.values()].map((text) => h('li', {}, text)));
        this.#more.hidden = !this.#patterns.some(this.#isFull);
        say(this.#count, this.#listed.size === 0 ? '' : all.length === 0 ? t('dead.none') : t('letters.count', { shown: shown.length, all: all.length }));
        this.#chosenChanged();
    }

    /** Rows are kept, with what was chosen and typed. */
    #rowOf(pattern, letter) {
        const key = `${pattern.id} ${letter.key}`;
        const known = this.#rows.get(key);
        if (known) {
            return known;
        }
        const box = h('input', { type: 'checkbox', 'aria-label': t('letters.choose', { text: letter.text }), onchange: () => this.#chosenChanged() });
        const edit = editOf(letter);
        const element = h('li', {}, box, h('strong', {}, pattern.service), edit.input, h('span', { class: 'hint' }, storyOf(letter)));
        return { key, pattern, letter, box, element, edited: edit.edited, words: [pattern.service, letter.id, letter.text, letter.reason].join(' ').toLowerCase() };
    }

    #group(reason) {
        const parts = { count: h('span', { class: 'hint' }), list: h('ul', { class: 'choices' }), rows: [] };
        const all = h('input', { type: 'checkbox', onchange: () => {
            parts.rows.forEach(({ box }) => {
                box.checked = all.checked;
            });
            this.#chosenChanged();
        } });
        const group = h('section', { class: 'reason' }, h('h2', {}, h('label', {}, all, ` ${reason} `), parts.count), parts.list);
        group.parts = { ...parts, all };
        group.fill = (rows) => {
            parts.rows = rows;
        };
        return group;
    }

    #fill(group, rows) {
        group.fill(rows);
        say(group.parts.count, `×${rows.length}`);
        keep(group.parts.list, rows, { key: ({ key }) => key, create: ({ element }) => element });
    }

    #chosen() {
        return [...this.#rows.values()].filter(({ box }) => box.checked);
    }

    #chosenChanged() {
        const count = this.#chosen().length;
        for (const group of this.#groups.children) {
            group.parts.all.checked = [...group.parts.list.querySelectorAll('[type=checkbox]')].every((box) => box.checked);
        }
        say(this.replay, t('letters.replay', { count }));
        say(this.bury, t('letters.delete', { count }));
        this.replay.disabled = this.bury.disabled = count === 0;
    }

    /** Those with a new text in a request each, the others of a service in one. */
    #replays() {
        const chosen = this.#chosen();
        const edited = chosen.filter((row) => row.edited() !== undefined).map((row) => replayOf(row.pattern, { ids: [row.letter.id], text: row.edited() }));
        const unchanged = this.#byPattern(chosen.filter((row) => row.edited() === undefined)).map(([pattern, ids]) => replayOf(pattern, { ids }));
        return [...edited, ...unchanged];
    }

    #deletions() {
        return this.#byPattern(this.#chosen()).flatMap(([pattern, ids]) => chunks(ids, DELETED_AT_ONCE).map((some) => deletionOf(pattern, some)));
    }

    #byPattern(rows) {
        return this.#patterns.map((pattern) => [pattern, rows.filter((row) => row.pattern === pattern).map(({ letter }) => letter.id)]).filter(([, ids]) => ids.length > 0);
    }

    #replay() {
        return this.#send(this.#replays(), 'dead.replayed');
    }

    async #bury() {
        const count = this.#chosen().length;
        if (await confirm(t('letters.sure', { count }), t('letters.delete', { count }))) {
            await this.#send(this.#deletions(), 'dead.deleted');
        }
    }

    /** Sends what it can, and tells how many that were and the first problem. */
    async #send(requests, key) {
        let [done, problem] = [0, null];
        for (const request of requests) {
            this.bench.show(request);
            await ask(request).then((answer) => {
                done += answer.done;
            }, (failure) => {
                problem ??= failure;
            });
        }
        this.bench.say([t(key, { done }), problem && String(problem)].filter(Boolean).join(' '), problem ? 'bad' : 'good');
        this.bench.after();
    }
}

function chunks(list, size) {
    return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}
