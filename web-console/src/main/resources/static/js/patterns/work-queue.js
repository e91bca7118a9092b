/** Competing workers on one durable queue. */

import { t } from '../i18n.js';
import { get } from '../api.js';
import { publish } from '../commands.js';
import { field } from '../views/fields.js';
import { batchOf, publishForm } from '../views/publish.js';
import { Timeline } from '../views/timeline.js';
import { workers } from '../views/workers.js';
import { deadLetters } from '../views/dead.js';

const BATCH = ['long......', 'short.', 'short.', 'short.', 'middle...', 'short.'];

const CRASH = '#workers li:has(.state.working) .danger';
const TOGETHER = 1000;

const task = (text, failures = 0) => [['#text', text], ['#failures', failures], ['#count', 1], '#publish'];

export const workQueue = (id, queue) => ({
    id,
    service: `${id}-service`,
    texts: 'work-queue',
    dead: { path: '/tasks/dead', queue },
    panels,
    details: (message) => get(`${id}-service`, `/tasks?id=${encodeURIComponent(message.id)}`),
    lesson: [
        { id: 'batch', does: ['#batch'], seen: (step, message, store) => step.type === 'acknowledged' && sentTogether(message, store) >= BATCH.length },
        { id: 'hire', does: ['#hire'], seen: (step, _, store) => step.type === 'consumer-started' && isNew(step, store) },
        { id: 'crash', does: [...task('wash the dishes.....'), CRASH], seen: (step) => step.type === 'delivered' && step.detail === 'redelivered' },
        { id: 'fail', does: task('third time lucky', 2), seen: (step) => step.type === 'retried' },
        { id: 'die', does: task('hopeless', 100), seen: (step) => step.type === 'dead-lettered' },
        { id: 'replay', does: ['#dead li:last-child button:not(.quiet)'], seen: (step, message) => step.type === 'acknowledged' && hasLivedAgain(message) },
    ],
});

/** Whether it is not in the topology, which is older; a worker that comes back after a crash is. */
const isNew = ({ instance, consumer }, { topologies }) => !topologies.get(instance)?.consumers.some(({ id }) => id === consumer);

/** How many messages were published within a second of this one. */
function sentTogether(message, store) {
    const at = ({ steps }) => Date.parse(steps.find(({ type }) => type === 'published')?.at);
    return [...store.messages.values()].filter((other) => Math.abs(at(other) - at(message)) < TOGETHER).length;
}

/** Whether it was delivered again after it was dead-lettered, which itself ends with an acknowledgement. */
function hasLivedAgain({ steps }) {
    const death = steps.findLastIndex((step) => step.type === 'dead-lettered');
    return death >= 0 && steps.slice(death).some((step) => step.type === 'delivered');
}

function panels({ store, bench, every, once, look, pattern }) {
    const failures = field('failures', t('work.failures'), { type: 'number', value: 0, min: 0, max: 100, hint: t('work.failures.hint') });
    const form = publishForm(bench, {
        title: t('work.title'),
        hint: t('work.hint'),
        text: 'wash the dishes..',
        fields: { failures },
        requestFor: (values, text) => requestFor(pattern, text, Number(values.failures)),
        examples: [
            { label: t('work.example.quick'), values: { text: 'quick.', failures: 0, count: 1 } },
            { label: t('work.example.long'), values: { text: 'wash the dishes.....', failures: 0, count: 1 } },
            { label: t('work.example.third'), values: { text: 'third time lucky', failures: 2, count: 1 } },
            { label: t('work.example.hopeless'), values: { text: 'hopeless', failures: 100, count: 1 } },
        ],
    });
    const batch = bench.button(t('work.batch'), () => batchOf(BATCH.map((text) => requestFor(pattern, text, 0))), { outcome: (receipts) => t('work.batch.sent', { count: receipts.length }) });
    batch.id = 'batch';
    form.element.lastElementChild.append(batch);
    return { wide: [new Timeline(store).element], side: [form.element, workers({ store, bench, every, pattern }), deadLetters({ store, bench, once, pattern })], first: form.requestOf, look };
}

function requestFor({ service, dead: { queue } }, text, failures) {
    const json = failures > 0 ? { text, failures } : { text };
    const headers = failures > 0 ? { 'x-simulate-failures': failures } : undefined;
    return { name: service, method: 'POST', path: '/tasks', json, amqp: publish('', queue, text, { headers }) };
}
