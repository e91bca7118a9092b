/** The workers of all instances and what each is doing; add one, remove one, or crash one in the middle of a task. */

import { h, keep, say } from '../dom.js';
import { t } from '../i18n.js';
import { get } from '../api.js';

export function workers({ store, bench, every, pattern }) {
    const list = h('ul', { class: 'workers', id: 'workers' });
    const look = every(1000, async (signal) => {
        const instances = [...store.instances].filter(([, up]) => up).map(([name]) => name);
        const all = await Promise.all(instances.map(async (instance) => (await get(instance, '/workers', signal)).map((worker) => ({ ...worker, instance }))));
        const several = instances.length > 1;
        store.setWorkers(all.flat());
        keep(list, all.flat().map((worker) => ({ ...worker, several })), { key: ({ instance, id }) => `${instance}/${id}`, create: (worker) => row(worker, bench, look), update: refresh });
    });
    ['instances', 'event'].forEach((what) => store.on(what, () => look.soon()));
    const hire = bench.button(t('workers.hire'), () => ({ name: pattern.service, method: 'POST', path: '/workers', amqp: `channel.open\nbasic.qos prefetch-count=1\nbasic.consume queue="${pattern.dead.queue}" no-ack=false` }), { outcome: (worker) => t('workers.hired', { id: worker.id }) });
    hire.id = 'hire';
    return h('section', { class: 'panel', 'aria-labelledby': 'workers-title' }, h('h2', { id: 'workers-title' }, t('workers.title')), h('p', { class: 'hint' }, t('workers.hint')), list, h('div', { class: 'bar' }, hire));
}

function row({ instance, id }, bench, look) {
    const path = `/workers/${encodeURIComponent(id)}`;
    const after = (key) => () => {
        look.soon();
        return t(key, { id });
    };
    const parts = { instance: h('span', { class: 'instance' }), state: h('span', { class: 'state' }), task: h('span', { class: 'text' }), done: h('span', { class: 'hint' }) };
    const crash = bench.button(t('workers.crash'), () => ({ name: instance, method: 'POST', path: `${path}/crash`, amqp: 'channel.close\n(the broker requeues the task, which is not acknowledged)' }), { className: 'danger', outcome: after('workers.crashed'), describe: t('workers.crash.one', { id }) });
    const dismiss = bench.button(t('workers.dismiss'), () => ({ name: instance, method: 'DELETE', path, amqp: 'basic.cancel, basic.ack after the task in hand\nchannel.close' }), { className: 'quiet', outcome: after('workers.dismissed'), describe: t('workers.dismiss.one', { id }) });
    const item = h('li', {}, h('div', { class: 'who' }, h('strong', {}, id), parts.instance, parts.state, parts.task, parts.done), h('div', { class: 'bar' }, crash, dismiss));
    item.parts = parts;
    return item;
}

function refresh({ parts }, worker) {
    say(parts.instance, worker.several ? worker.instance : '');
    say(parts.state, t(`workers.${worker.state}`));
    parts.state.className = `state ${worker.state}`;
    say(parts.task, worker.text ?? '');
    say(parts.done, t('workers.done', { done: worker.done, failed: worker.failed }));
}
