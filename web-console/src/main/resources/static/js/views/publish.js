/** The form that publishes one message or many. */

import { t, number } from '../i18n.js';
import { ask } from '../api.js';
import { field } from './fields.js';

const AT_ONCE = 8;
export const MOST = 1000;

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

async function publishMany(bench, count, requestFor) {
    const began = performance.now();
    let [next, sent, unrouted, failure, stopped] = [1, 0, 0, null, false];
    const sender = async () => {
        while (next <= count && !failure && !stopped) {
            const index = next++;
            try {
                const request = requestFor(index);
                const answer = await ask(request);
                bench.sentAs(request, answer);
                sent++;
                unrouted += [answer].flat()[0]?.routed === false ? 1 : 0;
            } catch (problem) {
                failure = problem;
            }
        }
    };
    bench.show(requestFor(1));
    const telling = setInterval(() => bench.progress(t('outcome.sending', { sent, count }), () => {
        stopped = true;
    }), 250);
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
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
