/** The dead letters, each with its reason: replay one, with a different text if the old one was the fault, or delete it. */

import { h, keep, say } from '../dom.js';
import { t, time } from '../i18n.js';
import { get } from '../api.js';

const SERVICE = 'work-queue-service';
const QUEUE = 'task_queue.dead';
const PAGE = 100;
const SHOWN = 20;

/** Listing makes the broker requeue every dead letter, so the page lists them only when their number changes. */
const AT_MOST_EVERY = 500;

export function deadTasks(bench, once, store) {
    const [list, count] = [h('ul', { class: 'dead', id: 'dead' }), h('p', { class: 'hint', id: 'dead-count' })];
    let known;
    const look = once(AT_MOST_EVERY, async (signal) => {
        const dead = await get(SERVICE, '/tasks/dead', signal);
        // A page that is not full holds all dead letters, so any other number in the topology is a change.
        known = dead.length < PAGE ? dead.length : Math.max(dead.length, known ?? 0);
        const all = known;
        say(count, dead.length ? t(all > SHOWN ? 'dead.oldest' : 'dead.count', { count: all, shown: SHOWN }) : t('dead.none'));
        replayAll.disabled = dead.length === 0;
        keep(list, dead.slice(0, SHOWN), { key: (letter) => `${letter.id} ${letter.lastFailedAt}`, create: (letter) => row(letter, bench, look) });
    });
    store.on('topology', () => {
        const depth = depthOf(store);
        if (depth !== undefined && depth !== known) {
            known = depth;
            look.soon();
        }
    });
    const replayAll = bench.button(t('dead.replayAll'), () => replayRequest(), { outcome: (answer) => told('dead.replayed', answer, look) });
    replayAll.id = 'replay-all';
    return h('section', { class: 'panel', 'aria-labelledby': 'dead-title' }, h('h2', { id: 'dead-title' }, t('dead.title')), count, list, h('div', { class: 'bar' }, replayAll));
}

function depthOf(store) {
    const queues = [...store.topologies.values()].flatMap((topology) => topology.queues);
    return queues.find((queue) => queue.name === QUEUE && Number.isInteger(queue.ready))?.ready;
}

function told(key, { tasks }, look) {
    look.soon();
    return t(key, { tasks });
}

function replayRequest(json) {
    return { name: SERVICE, method: 'POST', path: '/tasks/dead/replay', ...(json && { json }), amqp: 'basic.get queue="task_queue.dead" no-ack=false\nbasic.publish exchange="" routing-key="task_queue" …\n← basic.ack\nbasic.ack (the dead letter)' };
}

/** A shortened text is only a placeholder, because a replay with it would lose the rest. */
function row({ id, text, shortened, reason, attempts, lastFailedAt }, bench, look) {
    const edit = h('input', { value: shortened ? '' : text, placeholder: shortened ? `${text}…` : '', 'aria-label': t('dead.edit', { text }) });
    const unchanged = () => edit.value === (shortened ? '' : text);
    const replay = bench.button(t('dead.replay'), () => replayRequest(unchanged() ? { ids: [id] } : { ids: [id], text: edit.value }), { outcome: (answer) => told('dead.replayed', answer, look), describe: t('dead.replay.one', { text }) });
    const bury = bench.button(t('dead.bury'), () => ({ name: SERVICE, method: 'DELETE', path: `/tasks/dead?id=${encodeURIComponent(id)}`, amqp: 'basic.get queue="task_queue.dead" no-ack=false\nbasic.ack' }), { className: 'quiet', outcome: (answer) => told('dead.deleted', answer, look), describe: t('dead.bury.one', { text }) });
    const story = t(attempts === undefined ? 'dead.story.unknown' : 'dead.story', { reason, attempts, at: time(lastFailedAt).slice(0, 8) });
    return h('li', {}, edit, h('span', { class: 'hint' }, story), h('div', { class: 'bar' }, replay, bury));
}
