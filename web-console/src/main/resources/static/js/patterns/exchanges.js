/**
 * The four types of exchange. They differ in what a publisher specifies (nothing, a severity, a routing key, headers),
 * in what a subscriber binds with, and in how the subscribers that a message reaches are found.
 */

import { t } from '../i18n.js';
import { ask, get } from '../api.js';
import { publish } from '../commands.js';
import { field, choice, boxes } from '../views/fields.js';
import { publishForm } from '../views/publish.js';
import { subscribers } from '../views/subscribers.js';
import { prediction } from '../views/prediction.js';

const SEVERITIES = ['info', 'warning', 'error'];

const bound = (keep) => async (_, views) => views.map((view) => ({ subscriber: view.id, bindings: view.bindings.filter(keep) })).filter((match) => match.bindings.length > 0);

const log = (fields) => [...Object.entries({ '#count': 1, ...fields }), '#publish'];

/** A binding event tells the keys or arguments of the binding. */
const boundBy = (...parts) => (step) => step.type === 'bound' && parts.every((part) => step.detail?.includes(part));

/** How many of the two headers of a PDF report a message has; only those of this page are known. */
function reportHeaders(message, store) {
    const { format, type } = store.sentAs(message)?.headers ?? {};
    return (format === 'pdf') + (type === 'report');
}

export const pubsub = pattern('pubsub', {
    published: () => ({}),
    key: () => '',
    wants: () => ({ fields: {}, body: () => ({}), bindings: () => [{ key: '' }] }),
    reach: bound(() => true),
    examples: [['plain', { text: 'a log for everyone' }], ['many', { text: 'a log', count: 300 }]],
    lesson: [
        { id: 'subscribe', does: ['#subscribe'], seen: (step) => step.type === 'bound' },
        { id: 'second', does: ['#subscribe'], seen: (step, _, store) => step.type === 'bound' && store.subscribers.size > 1 },
        { id: 'publish', does: log({}), seen: (_, message) => acknowledgedBy(message) > 1 },
        { id: 'leave', does: ['#subscribers .quiet'], seen: (step) => step.type === 'unbound' },
    ],
});

export const routing = pattern('routing', {
    given: () => ({ severity: choice('severity', t('exchange.severity'), SEVERITIES.map((name) => [name, name])) }),
    published: ({ severity }) => ({ severity }),
    key: ({ severity }) => severity,
    wants: () => {
        const severities = boxes('severities', t('exchange.severities'), SEVERITIES, ['error']);
        return { fields: { severities }, body: () => ({ severities: severities.value }), bindings: () => severities.value.map((key) => ({ key })), examples: [['errors', { severities: ['error'] }], ['all', { severities: SEVERITIES }]] };
    },
    reach: ({ severity }, views) => bound(({ routingKey }) => routingKey === severity)({}, views),
    examples: [['error', { text: 'the disk is full', severity: 'error' }], ['info', { text: 'all is well', severity: 'info' }], ['many', { text: 'a warning', severity: 'warning', count: 300 }]],
    lesson: [
        { id: 'subscribe', does: [['#severities', ['error']], '#subscribe'], seen: (step) => step.type === 'bound' && step.detail === "'error'" },
        { id: 'error', does: log({ '#text': 'the disk is full', '#severity': 'error' }), seen: (step, message) => step.type === 'acknowledged' && message.routingKey === 'error' },
        { id: 'info', does: log({ '#text': 'all is well', '#severity': 'info' }), seen: (step) => step.type === 'returned' },
        { id: 'more', does: [['#severities', SEVERITIES], '#subscribe'], seen: boundBy(...SEVERITIES.map((key) => `'${key}'`)) },
    ],
});

export const topic = pattern('topic', {
    given: () => ({ routingKey: field('routingKey', t('exchange.routingKey'), { value: 'kern.critical', autocomplete: 'off' }) }),
    published: ({ routingKey }) => (routingKey ? { routingKey } : {}),
    key: ({ routingKey }) => routingKey || 'anonymous.info',
    wants: () => {
        const keys = field('bindingKeys', t('exchange.bindingKeys'), { value: '*.critical', hint: t('exchange.bindingKeys.hint'), autocomplete: 'off' });
        const list = () => keys.value.split(/[\s,]+/).filter(Boolean);
        return { fields: { keys }, body: () => ({ bindingKeys: list() }), bindings: () => list().map((key) => ({ key })), examples: [['critical', { keys: '*.critical' }], ['kern', { keys: 'kern.*' }], ['all', { keys: '#' }]] };
    },
    reach: ({ routingKey }, _, name, signal) => get(name, `/matches?routingKey=${encodeURIComponent(routingKey || 'anonymous.info')}`, signal),
    examples: [['critical', { text: 'kernel panic', routingKey: 'kern.critical' }], ['rabbit', { text: 'hop', routingKey: 'quick.orange.rabbit' }], ['many', { text: 'tick', routingKey: 'cron.info', count: 300 }]],
    lesson: [
        { id: 'subscribe', does: [['#bindingKeys', '*.critical'], '#subscribe'], seen: boundBy("'*.critical'") },
        { id: 'match', does: log({ '#text': 'kernel panic', '#routingKey': 'kern.critical' }), seen: (step, message) => step.type === 'acknowledged' && message.routingKey === 'kern.critical' },
        { id: 'miss', does: log({ '#text': 'hop', '#routingKey': 'quick.orange.rabbit' }), seen: (step, message) => step.type === 'returned' && message.routingKey === 'quick.orange.rabbit' },
        { id: 'hash', does: [['#bindingKeys', '#'], '#subscribe'], seen: boundBy("'#'") },
    ],
});

export const headers = pattern('headers', {
    given: () => ({ headers: field('headers', t('exchange.headers'), { value: 'format=pdf, type=report', hint: t('exchange.headers.hint'), autocomplete: 'off' }) }),
    published: ({ headers: given }) => ({ headers: pairs(given) }),
    key: () => '',
    headersOf: ({ headers: given }) => pairs(given),
    wants: () => {
        const match = choice('match', t('exchange.match'), ['all', 'any', 'all-with-x', 'any-with-x'].map((name) => [name, t(`exchange.match.${name}`)]));
        const wanted = field('wanted', t('exchange.wanted'), { value: 'format=pdf, type=report', hint: t('exchange.headers.hint'), autocomplete: 'off' });
        const body = () => ({ match: match.value, headers: pairs(wanted.value) });
        return { fields: { match, wanted }, body, bindings: () => [{ key: '', arguments: { 'x-match': match.value, ...pairs(wanted.value) } }], examples: [['pdfReports', { match: 'all', wanted: 'format=pdf, type=report' }], ['either', { match: 'any', wanted: 'format=pdf, type=log' }]] };
    },
    reach: ({ headers: given }, _, name, signal) => ask({ name, method: 'POST', path: '/matches', json: { headers: pairs(given) } }, signal),
    examples: [['pdfReport', { text: 'the annual report', headers: 'format=pdf, type=report' }], ['zipLog', { text: 'a day of logs', headers: 'format=zip, type=log' }], ['none', { text: 'a letter', headers: 'format=txt' }]],
    lesson: [
        { id: 'subscribe', does: [['#match', 'all'], ['#wanted', 'format=pdf, type=report'], '#subscribe'], seen: boundBy('x-match=all', 'format=pdf', 'type=report') },
        { id: 'all', does: log({ '#text': 'the annual report', '#headers': 'format=pdf, type=report' }), seen: (step, message, store) => step.type === 'acknowledged' && reportHeaders(message, store) === 2 },
        { id: 'half', does: log({ '#text': 'half a report', '#headers': 'format=pdf, type=log' }), seen: (step, message, store) => step.type === 'returned' && reportHeaders(message, store) === 1 },
        { id: 'any', does: [['#match', 'any'], ['#wanted', 'format=pdf, type=log'], '#subscribe'], seen: boundBy('x-match=any', 'format=pdf', 'type=log') },
    ],
});

/** Parses name=value, name=value; numbers, true and false keep their type. */
export function pairs(text) {
    return Object.fromEntries(text.split(',').map((pair) => pair.trim()).filter(Boolean).map((pair) => {
        const [name, ...value] = pair.split('=');
        return [name.trim(), simple(value.join('=').trim())];
    }));
}

function simple(value) {
    if (value === 'true' || value === 'false') {
        return value === 'true';
    }
    return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

const acknowledgedBy = (message) => new Set((message?.steps ?? []).filter((step) => step.type === 'acknowledged').map((step) => step.consumer)).size;

function pattern(texts, kind) {
    return (id, exchange) => ({
        id,
        service: `${id}-service`,
        texts,
        panels: (context) => panels(context, exchange, kind),
        details: async (message) => {
            const received = (await get(`${id}-service`, '/logs')).filter((one) => one.message.id === message.id);
            return { ...received[0]?.message, 'received by': received.map((one) => one.subscriber).join(', ') };
        },
        lesson: kind.lesson,
    });
}

function panels({ store, bench, every, pattern: { service, texts } }, exchange, kind) {
    const given = kind.given?.() ?? {};
    const list = subscribers({ store, bench, every, service, exchange, wants: kind.wants(), texts });
    const predicted = prediction({ reach: (views, signal) => kind.reach(values(given), views, service, signal), views: list.views });
    list.changed = predicted.soon;
    const form = publishForm(bench, {
        text: kind.examples[0][1].text,
        fields: given,
        requestFor: (all, text) => ({ name: service, method: 'POST', path: '/logs', json: { text, ...kind.published(all) }, amqp: publish(exchange, kind.key(all), text, { headers: kind.headersOf?.(all) }) }),
        examples: kind.examples.map(([name, filled]) => ({ label: t(`${texts}.example.${name}`), values: { count: 1, ...filled } })),
        changed: predicted.soon,
    });
    form.element.lastElementChild.before(predicted.element);
    store.on('event', (step) => ['bound', 'unbound'].includes(step.type) && list.look());
    return { side: [form.element, list.element], first: form.requestOf };
}

const values = (fields) => Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]));
