/** Forms and buttons for actions; each shows how to do the same by hand, and reports the outcome. */

import { h, say, announce } from '../dom.js';
import { t } from '../i18n.js';
import { ask, inWords } from '../api.js';
import { curl } from '../commands.js';
import { recall, remember } from '../storage.js';

const LEAVES_AFTER = 8000;

/** What a service calls by another name than the form does. */
const FIELD_OF = { 'Idempotency-Key': 'key', headers: 'wanted', bindingKeys: 'keys' };

/** Shows how to do the last action by hand, and its outcome. */
export class Bench {
    #words = h('span', { id: 'outcome' });
    #stop = h('button', { type: 'button', class: 'quiet', id: 'stop', hidden: true, onclick: () => this.#stopped() }, t('outcome.stop'));
    #outcome = h('div', { class: 'outcome' }, this.#words, this.#stop, h('button', { type: 'button', class: 'quiet', id: 'close-outcome', 'aria-label': t('outcome.close'), onclick: () => this.#close() }, '×'));
    #leaving = 0;
    #fields = {};
    #stopped = () => {};
    last = Promise.resolve();
    #curl = h('pre', { class: 'command', id: 'as-curl', tabindex: 0, role: 'group', 'aria-label': 'curl' });
    #amqp = h('pre', { class: 'command', id: 'as-amqp', tabindex: 0, role: 'group', 'aria-label': 'AMQP' });

    /** page is the page's name, after is called after each action, and sent with the JSON of each message that was sent and its id. */
    constructor(page, after, sent) {
        this.page = page;
        this.after = after;
        this.sent = sent;
        this.byHand = h('section', { class: 'panel by-hand', 'aria-labelledby': 'by-hand-title' },
            h('h2', { id: 'by-hand-title' }, t('byHand.title')),
            h('div', { class: 'commands' }, this.#command(t('byHand.curl'), this.#curl), this.#command(t('byHand.amqp'), this.#amqp)));
    }

    /** Shows how to do an action by hand. */
    show(request) {
        if (request) {
            say(this.#curl, curl(request));
            say(this.#amqp, request.amqp ?? t('byHand.none'));
        }
    }

    /** Sends the request and reports the outcome; returns the service's answer, or undefined if it failed. */
    async run(request, { outcome = defaultOutcome } = {}) {
        this.show(request);
        try {
            const answer = await ask(request);
            this.sentAs(request, answer);
            this.say(outcome(answer), 'good');
            return answer ?? true;
        } catch (problem) {
            this.failed(problem);
            return undefined;
        } finally {
            this.after();
        }
    }

    /** Passes on what was sent as which messages. */
    sentAs({ json }, answer) {
        [answer].flat().forEach((receipt, index) => receipt?.routed !== undefined && this.sent([json].flat()[index], receipt.id));
    }

    /** Ends what is still being sent. */
    close() {
        clearTimeout(this.#leaving);
        this.#stopped();
    }

    /** Tells the outcome. A good one leaves by itself. */
    say(text, tone) {
        this.#tell(text, tone);
        announce(text);
        if (tone === 'good') {
            this.#leaving = setTimeout(() => this.#close(), LEAVES_AFTER);
        }
    }

    /** Tells each fault at its field, and with the outcome what belongs to no field. */
    failed(problem) {
        const elsewhere = (problem.errors ?? []).filter((fault) => !this.#faultAt(fault));
        const marked = problem.errors?.length > elsewhere.length;
        this.say(marked ? elsewhere.map(inWords).join(' ') || t('outcome.faults') : String(problem), 'bad');
    }

    #faultAt(fault) {
        const place = fault.pointer?.split('/').slice(1).find((part) => !/^\d+$/.test(part)) ?? fault.parameter ?? fault.header; // a number is a batch's
        const field = this.#fields[Object.hasOwn(this.#fields, place) ? place : FIELD_OF[place]];
        field?.fault(fault.detail);
        return field !== undefined;
    }

    /** Tells how far an action is, and how to stop it. */
    progress(text, stop) {
        this.#tell(text, '');
        this.#stop.hidden = false;
        this.#stopped = stop;
    }

    #tell(text, tone) {
        clearTimeout(this.#leaving);
        say(this.#words, text);
        this.#outcome.className = `outcome ${tone}`;
        this.#outcome.hidden = false;
        this.#stop.hidden = true;
    }

    #close() {
        this.#outcome.hidden = true;
        say(this.#words, '');
    }

    /** Outcomes are told below the control that was used. Below its list, because its own row may go. */
    #act(control, action, fields = {}) {
        this.#stopped();
        this.#stopped = () => {};
        this.#fields = fields;
        Object.values(fields).forEach((field) => field.fault());
        (control.closest('ul') ?? control.querySelector(':scope > .bar') ?? control.closest('.bar')).after(this.#outcome);
        this.#close();
        this.last = action();
    }

    #command(title, words) {
        return h('div', {}, h('div', { class: 'bar' }, h('h3', {}, title), this.#copy(words)), words);
    }

    #copy(from) {
        const button = h('button', { class: 'quiet copy', onclick: () => navigator.clipboard.writeText(from.textContent).then(copied, () => selectAll(from)) }, t('byHand.copy'));
        const copied = () => {
            say(button, t('byHand.copied'));
            announce(t('byHand.copied'));
            setTimeout(() => say(button, t('byHand.copy')), 2000);
        };
        return button;
    }

    /** A button for one request, which requestOf builds when it is needed. run replaces it where the button does more than that. */
    button(label, requestOf, { className = '', outcome, describe, run } = {}) {
        const show = () => this.show(requestOf());
        return h('button', { type: 'button', class: className, 'aria-label': describe, onfocus: show, onpointerenter: show, onclick: ({ currentTarget }) => this.#act(currentTarget, run ?? (() => this.run(requestOf(), { outcome }))) }, label);
    }

    /**
     * A form: its fields, its request, and examples that fill it in. run replaces the single request where a form does
     * more than that.
     */
    form({ id, title, hint, fields, requestOf, submit, examples = [], run, outcome, changed = () => {} }) {
        const typed = `typed-${this.page}-${id}`;
        const show = () => {
            remember(typed, JSON.stringify(Object.entries(fields).map(([name, { value }]) => [name, value])), 'sessionStorage');
            this.show(requestOf());
            changed();
        };
        JSON.parse(recall(typed, 'sessionStorage') ?? '[]').filter(([name]) => name in fields).forEach(([name, value]) => {
            fields[name].value = value;
        });
        const filled = examples.map((example) => h('button', { type: 'button', class: 'chip', onclick: () => {
            Object.entries(example.values).forEach(([name, value]) => {
                fields[name].value = value;
            });
            show();
        } }, example.label));
        const form = h('form', { id, class: 'panel', 'aria-labelledby': `${id}-title`, oninput: show, onfocusin: show, onsubmit: (event) => {
            event.preventDefault();
            this.#act(event.currentTarget, run ?? (() => this.run(requestOf(), { outcome })), fields);
        } }, h('h2', { id: `${id}-title` }, title), hint ? h('p', { class: 'hint' }, hint) : null,
        filled.length ? h('div', { class: 'chips', role: 'group', 'aria-label': t('act.examples') }, h('span', { class: 'hint' }, t('act.examples')), ...filled) : null,
        ...Object.values(fields).map((field) => field.element),
        h('div', { class: 'bar' }, h('button', { class: 'main', type: 'submit' }, submit)));
        return form;
    }
}

function defaultOutcome(answer) {
    const receipt = Array.isArray(answer) ? answer[0] : answer;
    if (receipt?.id && receipt.routed !== undefined) {
        return t(receipt.routed ? 'outcome.routed' : 'outcome.unrouted', { id: receipt.id });
    }
    return t('outcome.done');
}

function selectAll(element) {
    getSelection().selectAllChildren(element);
}
