/** The last calls: their answers, and how long each leg took. */

import { h, keep, say } from '../dom.js';
import { t, translated } from '../i18n.js';

const SHOWN = 14;
const DIGITS = 60;

export function calls(store) {
    const rows = h('tbody', { id: 'calls' });
    const table = h('table', { class: 'calls' }, h('thead', {}, h('tr', {}, ...['asked', 'there', 'work', 'back', 'legs', 'server'].map((name) => h('th', { scope: 'col' }, t(`calls.${name}`))))), rows);
    const answers = h('ol', { class: 'received answers', id: 'answers' });
    const show = () => {
        const shown = [...store.messages.values()].filter((message) => store.shows(message)).reverse().slice(0, SHOWN);
        const longest = Math.max(1, ...shown.map((message) => legsOf(message).total ?? 0));
        keep(rows, shown, { key: (message) => message.key, create: () => row(), update: (element, message) => refresh(element, message, longest) });
    };
    let waiting = false;
    store.on('event', () => {
        if (!waiting && !store.paused) {
            waiting = true;
            setTimeout(() => {
                waiting = false;
                show();
            }, 150);
        }
    });
    store.on('view', show);
    return {
        element: h('section', { class: 'panel', 'aria-labelledby': 'calls-title' }, h('h2', { id: 'calls-title' }, t('calls.title')), answers, h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t('calls.title') }, table)),
        answered: (answer) => {
            answers.prepend(h('li', {}, inWords(answer)));
            [...answers.children].slice(5).forEach((old) => old.remove());
        },
    };
}

function inWords({ n, value, digits, server, millis, problem }) {
    if (value === undefined) {
        return `fib(${n}): ${translated(problem?.detail)}`;
    }
    const shown = value.length > DIGITS ? `${value.slice(0, DIGITS)}… (${t('calls.digits', { digits })})` : value;
    return `fib(${n}) = ${shown} · ${[server, `${millis} ms`].filter(Boolean).join(' · ')}`;
}

/** How long the request, the work and the reply took. */
function legsOf({ steps }) {
    const at = (type) => Date.parse(steps.find((step) => step.type === type)?.at);
    const [sent, arrived, back] = [at('published'), at('delivered'), at('replied')];
    const answered = at('answered');
    return { there: arrived - sent, work: answered - arrived, back: back - answered, total: back - sent };
}

function row() {
    const cells = ['asked', 'there', 'work', 'back', 'legs', 'server'].map(() => h('td'));
    const bars = ['there', 'work', 'back'].map((leg) => h('span', { class: `leg ${leg}` }));
    cells[4].append(h('div', { class: 'legs' }, ...bars));
    const element = h('tr', {}, ...cells);
    return Object.assign(element, { parts: { cells, bars } });
}

function refresh({ parts: { cells, bars } }, message, longest) {
    const legs = legsOf(message);
    const [asked, there, work, back, , server] = cells;
    const millis = (value) => (Number.isFinite(value) ? `${value} ms` : '–');
    say(asked, `fib(${message.text})`);
    [[there, 'there'], [work, 'work'], [back, 'back']].forEach(([cell, leg]) => say(cell, millis(legs[leg])));
    bars.forEach((bar, index) => {
        bar.style.width = `${(100 * Math.max(0, [legs.there, legs.work, legs.back][index] || 0)) / longest}%`;
    });
    say(server, message.state === 'replied' ? message.steps.find((step) => step.type === 'delivered')?.instance ?? '' : t(`state.${message.state}`));
}
