/** The life of a message on one time axis: a bar for each time that it spent in a queue or with a consumer. */

import { s } from '../dom.js';
import { t, number } from '../i18n.js';
import { DIRECT_REPLY } from '../topology.js';

const [WIDTH, LEFT, ROW, AXIS] = [680, 190, 26, 22];
const RUNNING = 'running';
const NOT_TAKEN = ['returned', 'refused', 'unconfirmed', 'unanswered'];
const ENDS = ['acknowledged', 'duplicate', 'discarded', 'retried', 'dead-lettered', 'requeued'];

/** The times in order, each { where, queue, what, from, to, end }; to is null while it lasts. */
export function timesOf(steps) {
    const times = [];
    const several = new Set(steps.map(({ instance }) => instance)).size > 1;
    const open = (where, queue, what, at) => times.push({ where, queue, what, from: at, to: null, end: what });
    const close = (which, at, end) => times.filter((one) => one.to === null && which(one)).forEach((one) => Object.assign(one, { to: at, end: end ?? one.end }));
    for (const step of steps) {
        const at = Date.parse(step.at);
        const consumer = nameOf(step, several);
        if (step.type === 'published' && !step.exchange) {
            const to = step.routingKey;
            if (times.some(({ what }) => what === RUNNING)) {
                close(({ what }) => what !== RUNNING, at);
            }
            open(to, null, /\.dead$/.test(to) ? 'dead' : /\.retry\./.test(to) ? 'retry' : 'queued', at);
        } else if (step.type === 'answered' && step.routingKey.startsWith(DIRECT_REPLY)) {
            open(DIRECT_REPLY, null, 'queued', at);
        } else if (step.type === 'delivered') {
            if (at > firstOf(steps) && !times.some(({ queue }) => queue === null || queue === step.queue)) {
                open(step.queue, step.queue, 'queued', firstOf(steps)); // an exchange has routed it there
            }
            close(({ what, queue }) => what !== RUNNING && (queue === null || queue === step.queue), at);
            close(({ queue }) => queue === step.queue, at, 'requeued');
            open(consumer, step.queue, RUNNING, at);
        } else if (step.type === 'deleted') {
            close(({ what }) => what === 'dead', at, step.type);
        } else if (NOT_TAKEN.includes(step.type)) {
            close(({ what }) => what !== RUNNING, at, step.type);
        } else if (step.type === 'replied' || step.queue === DIRECT_REPLY) {
            close(({ where }) => where === DIRECT_REPLY, at);
        } else if (ENDS.includes(step.type)) {
            const had = times.some(({ where, to }) => where === consumer && to === null);
            close(({ where }) => where === consumer, at, step.type);
            if (had && step.type === 'requeued') {
                open(step.queue, step.queue, 'queued', at);
            } else if (had && step.type === 'retried' && !times.some(({ what, to }) => what === 'retry' && to === null)) {
                open(consumer, step.queue, RUNNING, at); // it is retried in place
            }
        }
    }
    return times;
}

/** A consumer's tag, unless the broker has made it up; with its instance, if there are several. */
function nameOf({ consumer, instance }, several) {
    const named = consumer && !consumer.startsWith('amq.ctag-');
    return named ? (several ? `${consumer} · ${instance}` : consumer) : instance;
}

const firstOf = (steps) => Date.parse(steps[0].at);

/** Draws the times; those that last end now. */
export function trace(steps, now = Date.now()) {
    const times = timesOf(steps);
    const drawing = s('svg', { class: 'trace', role: 'img', 'aria-label': t('trace.title'), viewBox: `0 0 ${WIDTH} ${times.length * ROW + AXIS}` });
    if (times.length === 0) {
        return drawing;
    }
    const first = firstOf(steps);
    const last = Math.max(first + 1, ...times.map(({ to }) => to ?? now), ...steps.map(({ at }) => Date.parse(at)));
    const x = (at) => LEFT + ((at - first) / (last - first)) * (WIDTH - LEFT - 12);
    times.forEach((time, row) => drawing.append(...bar(time, row, x, now)));
    drawing.append(...[0, 0.5, 1].map((part) => s('text', { x: x(first + part * (last - first)), y: times.length * ROW + 16, class: `ago ${part === 1 ? 'now' : part === 0 ? 'first' : ''}` }, `+${lasting(part * (last - first))}`)));
    return drawing;
}

const lasting = (time) => (time < 2000 ? `${Math.round(time)} ms` : `${number(time / 1000)} s`);

function bar({ where, what, from, to, end }, row, x, now) {
    const until = to ?? Math.max(from, now);
    const width = Math.max(3, x(until) - x(from));
    const text = `${where}: ${end === what ? t(`trace.${what}`) : t(`step.${end}`)}, ${lasting(until - from)}`;
    return [
        s('text', { x: LEFT - 8, y: row * ROW + 17, class: 'lane' }, where.length > 26 ? `${where.slice(0, 25)}…` : where),
        s('g', { class: `attempt ${end}` }, s('rect', { x: x(from), y: row * ROW + 4, width, height: 16, rx: 4 }), s('title', {}, text)),
    ];
}
