/** The form that publishes one message or many. */

import { t, number } from '../i18n.js';
import { ask } from '../api.js';
import { field } from './fields.js';

export const MOST = 1000;

/** Small enough for its progress to be seen, and for a service: it takes a hundred messages, or 8 MB. */
const BATCH = 50;
const LONGEST_BATCH = 2_000_000;

/** requestFor(values, text) is the request for one message; if there are several, their texts are numbered. */
export function publishForm(bench, { fields = {}, text = 'Hello, Rabbit!', requestFor, examples, title = t('publish.title'), hint, changed }) {
    const all = {
        text: field('text', t('publish.text'), { value: text, required: true, autocomplete: 'off' }),
        ...fields,
        count: field('count', t('publish.count'), { type: 'number', value: 1, min: 1, max: MOST }),
    };
    const values = () => Object.fromEntries(Object.entries(all).map(([name, { value }]) => [name, value]));
    const requestOf = () => requestFor(values(), all.text.value);
    const run = () => {
        const count = Math.min(MOST, Math.max(1, Number(all.count.value) || 1));
        return count === 1 ? bench.run(requestOf()) : publishMany(bench, count, (index) => requestFor(values(), `${all.text.value} #${index}`));
    };
    const element = bench.form({ id: 'publish', title, hint, fields: all, requestOf, submit: t('publish.send'), examples, run, changed });
    return { element, fields: all, requestOf };
}

/** One request for the messages of these, which are published and confirmed together. */
export function batchOf(requests) {
    const [{ amqp, ...first }] = requests;
    return { ...first, json: requests.map(({ json }) => json), amqp: `${amqp}\n… ×${requests.length}` };
}

async function publishMany(bench, count, requestFor) {
    const began = performance.now();
    const size = Math.min(BATCH, Math.ceil(LONGEST_BATCH / JSON.stringify(requestFor(count).json).length));
    const batch = (from, most) => batchOf(Array.from({ length: Math.min(most, count - from + 1) }, (_, index) => requestFor(from + index)));
    let [sent, unrouted, failure, stopped] = [0, 0, null, false];
    bench.show(batch(1, 2));
    const telling = setInterval(() => bench.progress(t('outcome.sending', { sent, count }), () => {
        stopped = true;
    }), 250);
    for (let next = 1; next <= count && !failure && !stopped; next += size) {
        const request = batch(next, size);
        const outcomes = await ask(request).catch((problem) => {
            failure = problem;
            return problem.outcomes ?? [];
        });
        bench.sentAs(request, outcomes);
        sent += outcomes.filter(({ routed }) => routed !== undefined).length;
        unrouted += outcomes.filter(({ routed }) => routed === false).length;
    }
    clearInterval(telling);
    const seconds = (performance.now() - began) / 1000;
    const told = t('outcome.many', { sent, count, unrouted, rate: number(Math.round(sent / seconds)) });
    if (failure && sent === 0) {
        bench.failed(failure);
    } else {
        bench.say(failure ? `${told} ${failure}` : told, failure ? 'bad' : 'good');
    }
    bench.after();
}
