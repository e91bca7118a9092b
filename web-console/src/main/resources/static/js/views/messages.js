/** The messages that the page has seen, newest first; each can be opened. */

import { h, keep, say } from '../dom.js';
import { t, time } from '../i18n.js';
import { openLife } from './life.js';

const SHOWN = 60;
const UNKNOWN_AFTER = 5000;

export class Messages {
    #store;
    #pattern;
    #rows = h('ol', { class: 'messages' });
    #empty = h('p', { class: 'empty' });
    #dirty = false;

    /** Opens the wanted message, given by its key, as soon as it is known. */
    constructor(store, pattern, wanted) {
        this.#store = store;
        this.#pattern = pattern;
        this.element = h('section', { class: 'panel', 'aria-labelledby': 'messages-title' },
            h('h2', { id: 'messages-title' }, t('messages.title')), this.#controls(), this.#empty, this.#rows);
        store.on('event', (_, message) => {
            if (message && message.key === wanted) {
                wanted = null;
                store.setNotice(null);
                this.#open(message);
            }
            this.#soon();
        });
        store.on('view', () => this.#show());
        if (wanted) {
            setTimeout(() => wanted && store.setNotice(t('life.unknown')), UNKNOWN_AFTER);
        }
        this.#show();
    }

    #open(message) {
        openLife(this.#store, message, this.#pattern.details, this.#pattern);
    }

    #controls() {
        const pause = h('button', { class: 'quiet', id: 'pause', 'aria-pressed': 'false', onclick: () => this.#store.pause(!this.#store.paused) }, t('messages.pause'));
        this.#store.on('view', () => pause.setAttribute('aria-pressed', this.#store.paused));
        const filter = h('input', { type: 'search', id: 'filter', placeholder: t('messages.filter'), 'aria-label': t('messages.filter'), oninput: (event) => this.#store.setFilter(event.target.value) });
        this.waiting = h('span', { class: 'hint' });
        return h('div', { class: 'bar' }, filter, pause, this.waiting);
    }

    #soon() {
        if (this.#store.paused) {
            say(this.waiting, t('messages.paused'));
        } else if (!this.#dirty) {
            this.#dirty = true;
            setTimeout(() => this.#show(), 120);
        }
    }

    #show() {
        this.#dirty = false;
        say(this.waiting, this.#store.paused ? t('messages.paused') : '');
        if (this.#store.paused) {
            return;
        }
        const shown = [...this.#store.messages.values()].filter((message) => this.#store.shows(message)).reverse().slice(0, SHOWN);
        say(this.#empty, shown.length ? '' : t(this.#store.filter ? 'messages.none' : 'messages.empty'));
        keep(this.#rows, shown, { key: (message) => message.key, create: (message) => this.#row(message), update: refresh });
    }

    #row(message) {
        const parts = { at: h('time'), text: h('span', { class: 'text' }), way: h('span', { class: 'way' }), state: h('span', { class: 'state' }) };
        const button = h('button', { class: 'message', onclick: () => this.#open(message) }, parts.at, parts.text, parts.way, parts.state);
        const item = h('li', {}, button);
        item.parts = parts;
        return item;
    }
}

function refresh({ parts }, message) {
    say(parts.at, time(message.steps[0].at).slice(0, 8));
    say(parts.text, message.text || '—');
    say(parts.way, [message.exchange, message.routingKey].filter(Boolean).join(' → '));
    say(parts.state, t(`state.${message.state}`));
    parts.state.className = `state ${message.state}`;
}
