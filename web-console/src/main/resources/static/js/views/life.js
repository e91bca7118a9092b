/** The life of one message on a time axis, with every step and its known properties; it has an address of its own. */

import { h, keep, say } from '../dom.js';
import { traces } from '../api.js';
import { t, time, maybe, number } from '../i18n.js';
import { trace } from './trace.js';

const REDRAW_EVERY = 1000;

/** Opens the life of a message, and updates it while it is open. */
export function openLife(store, message, details, pattern) {
    const address = `#/${pattern.id}/message/${encodeURIComponent(message.key)}`;
    const drawing = h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t('trace.title') });
    const steps = h('ol', { class: 'steps' });
    const properties = h('dl', { class: 'properties' });
    const [body, was] = [h('pre', { class: 'body' }), h('p', { class: 'hint' })];
    const link = h('a', { target: '_blank', rel: 'noopener', hidden: true }, t('life.trace'));
    const close = h('button', { class: 'quiet', onclick: () => dialog.close() }, t('life.close'));
    const dialog = h('dialog', { class: 'life', 'aria-labelledby': 'life-title', onclose: () => closed() },
        h('div', { class: 'bar' }, h('h2', { id: 'life-title' }, t('life.title')), close),
        body, was, drawing, properties, h('p', {}, link), h('h3', {}, t('life.steps')), steps);
    const draw = () => drawing.replaceChildren(trace(message.steps));
    const ticking = setInterval(draw, REDRAW_EVERY);
    let [more, zipkin] = [{}, null];
    const show = () => {
        draw();
        say(body, wholeText(message, more.text, store.sentAs(message)?.text));
        list(properties, { ...known(message), ...rest(more) });
        say(was, message.before === undefined ? '' : t('life.before', { text: message.before }));
        pointTo(link, zipkin, message);
        keep(steps, message.steps, { key: (step) => `${step.instance} ${step.at} ${step.type} ${step.consumer ?? ''}`, create: (step) => row(step, message) });
    };
    let open = true;
    const closed = () => {
        open = false;
        stopListening();
        clearInterval(ticking);
        dialog.remove();
        if (location.hash === address) {
            history.replaceState(null, '', `#/${pattern.id}`);
        }
    };
    const stopListening = store.on('event', (step, changed) => changed === message && show());
    show();
    document.body.append(dialog);
    dialog.showModal();
    traces().then((told) => {
        zipkin = told.zipkin;
        return open && show();
    }).catch(() => {});
    if (message.id) {
        history.replaceState(null, '', address);
        details?.(message).then((told) => {
            more = told ?? {};
            return open && show();
        }).catch(() => {});
    }
}

/** An event tells how a text begins; the page that has sent it, or the service that has it, knows more. */
function wholeText({ text }, ...others) {
    return others.filter((other) => text.endsWith('…') && other?.startsWith(text.slice(0, -1))).reduce((longest, other) => (other.length > longest.length ? other : longest), text);
}

/** A message carries the id of its trace in W3C's header. */
function pointTo(link, zipkin, { steps }) {
    const ids = steps.map(({ head }) => /^00-([0-9a-f]{32})-/.exec(head?.headers?.traceparent)?.[1]);
    const id = ids.find(Boolean);
    link.hidden = !zipkin || !id;
    link.href = `${zipkin}/zipkin/traces/${id}`;
}

function known(message) {
    const last = message.steps.findLast(({ type, head }) => head && ['published', 'delivered'].includes(type));
    return { 'message-id': message.id ?? t('life.noId'), exchange: message.exchange || t('diagram.default'), 'routing-key': message.routingKey, ...carried(last?.head) };
}

/** What the service knows in addition to the events. */
function rest({ id, text, exchange, routingKey, headers, appId, ...more }) {
    return more;
}

/** What a message carried at a step; a retry or a reply carries something else. */
function carried(head) {
    if (!head) {
        return {};
    }
    const headers = Object.entries(head.headers ?? {}).sort(([one], [other]) => one.localeCompare(other)).map(([name, value]) => [t('life.header', { name }), value]);
    return { ...head.properties, ...Object.fromEntries(headers), [t('life.body')]: t('life.bytes', { count: number(head.bodySize) }), ...(head.shortened && { '…': t('life.shortened') }) };
}

function row(step, message) {
    const since = Date.parse(step.at) - Date.parse(message.steps[0].at);
    const target = [step.exchange, step.routingKey].filter(Boolean).join(' → ');
    const where = [step.queue ?? target, step.consumer, step.attempt && t('life.attempt', { attempt: step.attempt })].filter(Boolean).join(' · ');
    return h('li', { class: `step ${step.type}` },
        h('time', { datetime: step.at }, time(step.at)),
        h('span', { class: 'since' }, `+${since} ms`),
        h('strong', {}, maybe(`step.${step.type}`) ?? step.type),
        h('span', { class: 'where' }, where),
        step.detail ? h('span', { class: 'detail' }, step.detail) : null,
        h('span', { class: 'instance' }, step.instance),
        step.head ? h('details', {}, h('summary', {}, t('life.carried')), list(h('dl', { class: 'properties' }), carried(step.head))) : null);
}

/** Simple values as a list of names and values. */
function list(element, values) {
    const shown = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
    element.replaceChildren(...shown.flatMap(([name, value]) => {
        const place = h('dd');
        say(place, typeof value === 'object' ? JSON.stringify(value) : String(value));
        return [h('dt', {}, name), place];
    }));
    return element;
}
