/** One producer, one queue, one consumer. */

import { h, keep, say } from '../dom.js';
import { t } from '../i18n.js';
import { get } from '../api.js';
import { publish } from '../commands.js';
import { deadLetters } from '../views/dead.js';
import { field } from '../views/fields.js';
import { publishForm } from '../views/publish.js';

const greet = ({ key = '', count = 1 }) => [['#text', 'Hello, Rabbit!'], ['#key', key], ['#count', count], '#publish'];

/** What is pulled has no consumer. */
const isPulled = (step) => step.type === 'delivered' && !step.consumer;

export const hello = (id, queue) => ({
    id,
    service: `${id}-service`,
    texts: 'hello',
    dead: { path: '/dead-letters', queue },
    panels,
    details: async (message) => (await get(`${id}-service`, '/messages')).messages.find((received) => received.id === message.id),
    lesson: [
        { id: 'send', does: ['#resume-consumer', ...greet({})], seen: (step) => step.type === 'acknowledged' },
        { id: 'pause', does: ['#resume-consumer', '#pause-consumer'], seen: (step) => step.type === 'consumer-stopped' },
        { id: 'wait', does: ['#pause-consumer', ...greet({ count: 3 })], seen: (step, message, store) => step.type === 'confirmed' && store.topologies.size > 0 && [...store.topologies.values()].every((topology) => topology.consumers.every((consumer) => !consumer.running)) },
        { id: 'resume', does: ['#pause-consumer', '#resume-consumer'], seen: (step) => step.type === 'consumer-started' || isPulled(step) },
        { id: 'twice', does: ['#resume-consumer', ...greet({ key: 'order-4711' }), '#publish'], seen: (step) => step.type === 'duplicate' },
    ],
});

function panels({ store, bench, every, once, pattern }) {
    const { service, dead: { queue } } = pattern;
    const form = publishForm(bench, {
        text: 'Hello, Rabbit!',
        fields: { key: field('key', t('hello.key'), { hint: t('hello.key.hint'), autocomplete: 'off', maxlength: 128 }) },
        requestFor: ({ key }, text) => ({ name: service, method: 'POST', path: '/messages', json: { text }, headers: key ? { 'Idempotency-Key': key } : {}, amqp: publish('', queue, text, { id: key }) }),
        examples: [
            { label: t('hello.example.plain'), values: { text: 'Hello, Rabbit!', key: '', count: 1 } },
            { label: t('hello.example.chinese'), values: { text: '你好，兔子！', key: '', count: 1 } },
            { label: t('hello.example.twice'), values: { text: 'once only', key: 'order-4711', count: 1 } },
            { label: t('hello.example.many'), values: { text: 'Hello', key: '', count: 300 } },
        ],
    });
    return { side: [form.element, consumer(store, bench, pattern), inbox(store, every, service), deadLetters({ store, bench, once, pattern })], first: form.requestOf };
}

function consumer(store, bench, { service, dead: { queue } }) {
    const running = (wanted) => () => ({ name: service, method: 'PUT', path: '/consumer', json: { running: wanted }, amqp: wanted ? `basic.consume queue="${queue}" no-ack=false\n← basic.deliver …` : 'basic.cancel consumer-tag=…' });
    const pause = bench.button(t('hello.pause'), running(false), { outcome: () => t('hello.paused') });
    const resume = bench.button(t('hello.resume'), running(true), { outcome: () => t('hello.resumed') });
    const pull = bench.button(t('hello.pull'), () => ({ name: service, method: 'POST', path: '/messages/receive', amqp: `basic.get queue="${queue}" no-ack=false\n← basic.get-ok …\nbasic.ack` }), {
        outcome: (message) => (message?.text === undefined ? t('hello.empty') : t('hello.pulled', { text: message.text })),
    });
    pause.id = 'pause-consumer';
    resume.id = 'resume-consumer';
    pull.id = 'pull';
    const state = h('p', { class: 'hint', id: 'consumer-state' });
    store.on('topology', () => {
        const consumers = [...store.topologies.values()].flatMap((topology) => topology.consumers);
        say(state, consumers.length ? t(consumers.some((one) => one.running) ? 'hello.listening' : 'hello.stopped') : '');
    });
    return h('section', { class: 'panel', 'aria-labelledby': 'consumer-title' }, h('h2', { id: 'consumer-title' }, t('hello.consumer')), state, h('div', { class: 'bar' }, pause, resume, pull));
}

function inbox(store, every, service) {
    const [list, total] = [h('ol', { class: 'received' }), h('p', { class: 'hint', id: 'received-total' })];
    const look = every(2000, async (signal) => {
        const received = await get(service, '/messages', signal);
        say(total, t('hello.received', { total: received.total }));
        keep(list, received.messages.slice(0, 8), { key: (message) => `${message.id} ${message.receivedAt}`, create: (message) => h('li', {}, message.text) });
    });
    store.on('event', (step, message, past) => !past && step.type === 'acknowledged' && look.soon());
    return h('section', { class: 'panel', 'aria-labelledby': 'inbox-title' }, h('h2', { id: 'inbox-title' }, t('hello.inbox')), total, list);
}
