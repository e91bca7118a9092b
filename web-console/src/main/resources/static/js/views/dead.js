/** What was set aside: its reason, and another life, with another text if that was the fault. */

import { h, keep, say } from '../dom.js';
import { t, time } from '../i18n.js';
import { get } from '../api.js';

const SERVICE = 'work-queue-service';
const SHOWN = 20;

export function deadTasks(bench, every, store) {
    const [list, count] = [h('ul', { class: 'dead', id: 'dead' }), h('p', { class: 'hint', id: 'dead-count' })];
    const look = every(3000, async (signal) => {
        const dead = await get(SERVICE, '/tasks/dead', signal);
        say(count, dead.length ? t('dead.count', { count: dead.length }) : t('dead.none'));
        replayAll.disabled = dead.length === 0;
        keep(list, dead.slice(0, SHOWN), { key: (letter) => `${letter.id} ${letter.lastFailedAt}`, create: (letter) => row(letter, bench, look) });
    });
    store.on('event', (step, message, past) => !past && ['dead-lettered', 'published'].includes(step.type) && look.soon());
    const replayAll = bench.button(t('dead.replayAll'), () => replayRequest(), { outcome: (answer) => told(answer, look) });
    replayAll.id = 'replay-all';
    return h('section', { class: 'panel', 'aria-labelledby': 'dead-title' }, h('h2', { id: 'dead-title' }, t('dead.title')), count, list, h('div', { class: 'bar' }, replayAll));
}

function told({ tasks }, look) {
    look.soon();
    return t('dead.handled', { tasks });
}

function replayRequest(json) {
    return { name: SERVICE, method: 'POST', path: '/tasks/dead/replay', ...(json && { json }), amqp: 'basic.get queue="task_queue.dead" no-ack=false\nbasic.publish exchange="" routing-key="task_queue" …\n← basic.ack\nbasic.ack (the dead letter)' };
}

function row({ id, text, reason, attempts, lastFailedAt }, bench, look) {
    const edit = h('input', { value: text, 'aria-label': t('dead.edit', { text }) });
    const replay = bench.button(t('dead.replay'), () => replayRequest(edit.value === text ? { ids: [id] } : { ids: [id], text: edit.value }), { outcome: (answer) => told(answer, look), describe: t('dead.replay.one', { text }) });
    const bury = bench.button(t('dead.bury'), () => ({ name: SERVICE, method: 'DELETE', path: `/tasks/dead/${encodeURIComponent(id)}`, amqp: 'basic.get queue="task_queue.dead" no-ack=false\nbasic.ack' }), { className: 'quiet', outcome: (answer) => told(answer, look), describe: t('dead.bury.one', { text }) });
    return h('li', {}, edit, h('span', { class: 'hint' }, t('dead.story', { reason, attempts, at: time(lastFailedAt).slice(0, 8) })), h('div', { class: 'bar' }, replay, bury));
}
