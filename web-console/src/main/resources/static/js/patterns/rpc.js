/** A request and its reply: Fibonacci numbers, computed by a server. */

import { t } from '../i18n.js';
import { field } from '../views/fields.js';
import { deadLetters } from '../views/dead.js';
import { calls } from '../views/calls.js';
import { events } from '../api.js';

const REFUSED = 99999999;

export const rpc = (id, queue) => ({
    id,
    service: `${id}-service`,
    texts: 'rpc',
    producer: 'diagram.client',
    replies: true,
    dead: { path: '/dead-letters', queue },
    panels,
    lesson: [
        { id: 'call', does: [['#n', 90], ['#timeout', ''], '#publish'], seen: (step, message) => step.type === 'replied' && Number(message.text) === 90 },
        { id: 'legs', does: [['#n', 1000], ['#timeout', ''], '#publish'], seen: (step, message) => step.type === 'replied' && Number(message.text) > 90 && Number(message.text) < REFUSED },
        { id: 'range', does: ['#range'], seen: (step, _, store) => step.type === 'replied' && [...store.messages.values()].filter(({ state }) => ['published', 'confirmed', 'delivered'].includes(state)).length > 1 },
    ],
});

const amqp = (queue, n) => [
    'basic.consume queue="amq.rabbitmq.reply-to" no-ack=true',
    `basic.publish exchange="" routing-key="${queue}" mandatory=true`,
    '  reply-to="amq.rabbitmq.reply-to" correlation-id=<uuid>',
    `  body="${n}"`,
    `← basic.deliver correlation-id=<the same> body=<fibonacci(${n})>`,
].join('\n');

function panels({ store, bench, once, pattern }) {
    const { service, dead: { queue } } = pattern;
    const told = calls(store);
    const n = field('n', t('rpc.n'), { type: 'number', value: 90, min: 0 });
    const timeout = field('timeout', t('rpc.timeout'), { placeholder: '5s', hint: t('rpc.timeout.hint'), autocomplete: 'off' });
    const requestOf = () => ({ name: service, method: 'GET', path: `/fibonacci/${encodeURIComponent(n.value)}${timeout.value ? `?timeout=${encodeURIComponent(timeout.value)}` : ''}`, amqp: amqp(queue, n.value) });
    const one = bench.form({
        id: 'publish',
        title: t('rpc.call'),
        hint: t('rpc.hint'),
        fields: { n, timeout },
        requestOf,
        submit: t('rpc.ask'),
        examples: [['small', 10], ['exact', 90], ['big', 1000], ['refused', REFUSED]].map(([name, value]) => ({ label: t(`rpc.example.${name}`), values: { n: value, timeout: '' } })),
        outcome: (answer) => {
            told.answered(answer);
            return t('rpc.answered', answer);
        },
    });
    return { wide: [told.element], side: [one, rangeForm(bench, told, pattern), deadLetters({ store, bench, once, pattern })], first: requestOf };
}

function rangeForm(bench, told, { service, dead: { queue } }) {
    const [from, to] = [field('from', t('rpc.from'), { type: 'number', value: 1, min: 0 }), field('to', t('rpc.to'), { type: 'number', value: 30, min: 0 })];
    const requestOf = () => ({ name: service, method: 'GET', path: `/fibonacci/${encodeURIComponent(from.value)}..${encodeURIComponent(to.value)}`, amqp: `${amqp(queue, from.value)}\n… ${t('rpc.each', { to: to.value })}` });
    const run = async () => {
        bench.show(requestOf());
        let [answers, failures] = [0, 0];
        const stop = new AbortController();
        const soFar = () => t('rpc.range.so', { answers, failures });
        try {
            for await (const answer of events(requestOf(), stop.signal)) {
                const good = answer.value !== undefined;
                [answers, failures] = good ? [answers + 1, failures] : [answers, failures + 1];
                told.answered(answer);
                bench.progress(soFar(), () => stop.abort());
            }
            bench.say(soFar(), failures ? 'bad' : 'good');
        } catch (problem) {
            bench.say(problem.name === 'AbortError' ? soFar() : String(problem), problem.name === 'AbortError' ? 'good' : 'bad');
        }
        bench.after();
    };
    return bench.form({ id: 'range', title: t('rpc.range'), hint: t('rpc.range.hint'), fields: { from, to }, requestOf, submit: t('rpc.range.run'), run });
}
