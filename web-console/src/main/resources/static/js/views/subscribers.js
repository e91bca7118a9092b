/** The subscribers of an exchange, with their bindings and what each has received; add and remove them. */

import { h, keep, say } from '../dom.js';
import { t } from '../i18n.js';
import { get } from '../api.js';
import { inWords, shortName } from '../topology.js';

const SHOWN = 5;

/** Returns { element, views, look, changed }; changed is called when subscribers are added or removed. */
export function subscribers({ store, bench, every, service, exchange, wants, texts }) {
    const list = h('ul', { class: 'subscribers', id: 'subscribers' });
    const self = { views: () => views, look: () => look.soon(), changed: () => {} };
    let views = [];
    const look = every(2000, async (signal) => {
        const instances = [...store.instances].filter(([, up]) => up).map(([name]) => name);
        const answers = await Promise.all((instances.length ? instances : [service]).map(async (instance) => (await get(instance, '/subscribers', signal)).map((view) => ({ ...view, instance }))));
        const before = JSON.stringify(views.map((view) => [view.id, view.bindings]));
        views = answers.flat();
        keep(list, views, { key: (view) => `${view.instance}/${view.id}`, create: (view) => row(view, bench, look), update: refresh });
        if (before !== JSON.stringify(views.map((view) => [view.id, view.bindings]))) {
            self.changed();
        }
    });
    store.on('event', (step, message, past) => !past && step.type === 'acknowledged' && look.soon());
    const requestOf = () => ({ name: service, method: 'POST', path: '/subscribers', json: wants.body(), amqp: declaration(exchange, wants.bindings()) });
    const form = bench.form({
        id: 'subscribe',
        title: t('subscribers.title'),
        hint: t('subscribers.hint'),
        fields: wants.fields,
        requestOf,
        submit: t('subscribers.add'),
        examples: (wants.examples ?? []).map(([name, values]) => ({ label: t(`${texts}.want.${name}`), values })),
        outcome: (view) => {
            look.soon();
            return t('subscribers.added', { id: view.id });
        },
    });
    form.append(list);
    return Object.assign(self, { element: form });
}

function declaration(exchange, bindings) {
    return ['queue.declare queue="" exclusive=true auto-delete=true', ...bindings.map(({ key, arguments: given }) => `queue.bind queue=amq.gen-… exchange="${exchange}" routing-key="${key}"${given ? ` arguments=${JSON.stringify(given)}` : ''}`), 'basic.consume queue=amq.gen-… no-ack=false'].join('\n');
}

function row(view, bench, look) {
    const parts = { bindings: h('span', { class: 'text' }), counts: h('span', { class: 'hint' }), messages: h('ol', { class: 'received' }) };
    const path = `/subscribers/${encodeURIComponent(view.id)}`;
    const remove = bench.button(t('subscribers.remove'), () => ({ name: view.instance, method: 'DELETE', path, amqp: 'channel.close\n(the queue is auto-delete: the broker deletes it with its last consumer)' }), {
        className: 'quiet',
        describe: t('subscribers.remove.one', { id: view.id }),
        outcome: () => {
            look.soon();
            return t('subscribers.removed', { id: view.id });
        },
    });
    const item = h('li', {}, h('div', { class: 'who' }, h('strong', {}, view.id), h('span', { class: 'instance' }, `${t(`subscribers.${view.kind}`)} · ${shortName(view.queue)}`), parts.bindings, parts.counts), view.kind === 'kept' ? h('div', { class: 'bar' }, remove) : null, parts.messages);
    Object.assign(item, { parts, received: -1 });
    return item;
}

function refresh(item, view) {
    const { parts } = item;
    say(parts.bindings, view.bindings.map(inWords).filter(Boolean).join(' · ') || t('subscribers.everything'));
    say(parts.counts, t('subscribers.received', { received: view.received, duplicates: view.duplicates ?? 0 }));
    if (view.kind === 'kept' && view.received !== item.received) {
        item.received = view.received;
        get(view.instance, `/subscribers/${encodeURIComponent(view.id)}/messages`)
            .then(({ messages }) => keep(parts.messages, messages.slice(0, SHOWN), { key: (message) => `${message.id} ${message.receivedAt}`, create: (message) => h('li', {}, message.text) }))
            .catch(() => {});
    }
}
