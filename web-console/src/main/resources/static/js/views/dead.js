/** The dead letters of a service, each with its reason: replay one, with a different text if the old one was the fault, or delete it. */

import { h, keep, say } from '../dom.js';
import { t, time } from '../i18n.js';
import { ask } from '../api.js';

const PAGE = 100;
const SHOWN = 20;

/** Listing makes the broker requeue every dead letter, so the page lists them only when they have changed. */
const AT_MOST_EVERY = 500;

export function deadLetters({ store, bench, once, pattern }) {
    const [list, count] = [h('ul', { class: 'dead', id: 'dead' }), h('p', { class: 'hint', id: 'dead-count' })];
    let [known, listed] = [undefined, []];
    const look = once(AT_MOST_EVERY, async (signal) => {
        const dead = await ask(listingOf(pattern), signal).catch((problem) => {
            known = undefined; // so that the next report of the topology lists again
            say(count, String(problem));
            throw problem;
        });
        // A page that is not full holds all dead letters, so any other number in the topology is a change.
        listed = dead;
        known = dead.length < PAGE ? dead.length : Math.max(dead.length, known ?? 0);
        const all = known;
        say(count, dead.length ? t(all > SHOWN ? 'dead.oldest' : 'dead.count', { count: all, shown: SHOWN }) : t('dead.none'));
        replayAll.disabled = dead.length === 0;
        keep(list, withKeys(dead.slice(0, SHOWN)), { key: ({ key }) => key, create: (letter) => row(letter, pattern, bench, look) });
    });
    store.on('topology', () => {
        const depth = depthOf(store, pattern.dead.queue);
        if (depth !== undefined && depth !== known) {
            known = depth;
            look.soon();
        }
    });
    store.on('event', (step, _, past) => !past && changesLetters(pattern, listed, step) && look.soon());
    const replayAll = bench.button(t('dead.replayAll'), () => replayOf(pattern), { outcome: (answer) => told('dead.replayed', answer, look) });
    replayAll.id = 'replay-all';
    return h('section', { class: 'panel', 'aria-labelledby': 'dead-title' }, h('h2', { id: 'dead-title' }, t('dead.title')), count, list, h('div', { class: 'bar' }, replayAll, h('a', { href: '#/dead-letters' }, t('dead.all'))));
}

/** Whether other letters are there after a step than those listed; one that is replayed is published to its queue again. */
export function changesLetters({ dead }, listed, { type, routingKey, messageId }) {
    return ['dead-lettered', 'deleted'].includes(type) || (type === 'confirmed' && routingKey === dead.queue && listed.some(({ id }) => id === messageId));
}

/** Several letters may have the same id and the same time, so each gets a key of its own. */
export function withKeys(letters) {
    const seen = new Map();
    return letters.map((letter) => {
        const name = `${letter.id} ${letter.lastFailedAt}`;
        seen.set(name, (seen.get(name) ?? 0) + 1);
        return { ...letter, key: `${name} ${seen.get(name)}` };
    });
}

function depthOf(store, queue) {
    const queues = [...store.topologies.values()].flatMap((topology) => topology.queues);
    return queues.find(({ name, ready }) => name === `${queue}.dead` && Number.isInteger(ready))?.ready;
}

function told(key, { done }, look) {
    look.soon();
    return t(key, { done });
}

/** The request for a page of letters. */
export function listingOf({ service, dead: { path, queue } }, from = 0) {
    return { name: service, method: 'GET', path: from > 0 ? `${path}?from=${from}` : path, amqp: `basic.get queue="${queue}.dead" no-ack=false\n…\nbasic.nack multiple=true requeue=true` };
}

/** The request that replays these letters, or all of them. */
export function replayOf({ service, dead: { path, queue } }, json) {
    return { name: service, method: 'POST', path: `${path}/replay`, ...(json && { json }), amqp: `basic.get queue="${queue}.dead" no-ack=false\nbasic.publish exchange="" routing-key="${queue}" …\n← basic.ack\nbasic.ack (the dead letter)` };
}

export function deletionOf({ service, dead: { path, queue } }, ids) {
    return { name: service, method: 'DELETE', path: `${path}?${ids.map((id) => `id=${encodeURIComponent(id)}`).join('&')}`, amqp: `basic.get queue="${queue}.dead" no-ack=false\nbasic.ack` };
}

/** A field for the text of a replay. A shortened text is only a placeholder, because a replay with it would lose the rest. */
export function editOf({ text, shortened }) {
    const before = shortened ? '' : text;
    const input = h('input', { value: before, placeholder: shortened ? `${text}…` : '', 'aria-label': t('dead.edit', { text }) });
    return { input, edited: () => (input.value === before ? undefined : input.value) };
}

export function storyOf({ attempts, lastFailedAt }) {
    return t(attempts === undefined ? 'dead.story.unknown' : 'dead.story', { attempts, at: time(lastFailedAt).slice(0, 8) });
}

function row(letter, pattern, bench, look) {
    const { id, text, reason } = letter;
    const { input, edited } = editOf(letter);
    const replay = bench.button(t('dead.replay'), () => replayOf(pattern, edited() === undefined ? { ids: [id] } : { ids: [id], text: edited() }), { outcome: (answer) => told('dead.replayed', answer, look), describe: t('dead.replay.one', { text }) });
    const bury = bench.button(t('dead.bury'), () => deletionOf(pattern, [id]), { className: 'quiet', outcome: (answer) => told('dead.deleted', answer, look), describe: t('dead.bury.one', { text }) });
    return h('li', {}, input, h('span', { class: 'hint' }, `${reason} · ${storyOf(letter)}`), h('div', { class: 'bar' }, replay, bury));
}
