/** How many messages took which step, counted by the service since it started. */

import { h, say } from '../dom.js';
import { t, number } from '../i18n.js';

const STEPS = ['published', 'confirmed', 'returned', 'refused', 'unconfirmed', 'delivered', 'duplicate', 'acknowledged', 'answered', 'replied', 'unanswered', 'discarded', 'retried', 'requeued', 'dead-lettered', 'deleted'];
const ALWAYS = ['published', 'confirmed', 'delivered', 'acknowledged'];

export function totals(store) {
    const figures = new Map(STEPS.map((step) => [step, { value: h('dd', { id: `total-${step}` }), name: h('dt', {}, t(`step.${step}`)) }]));
    const rows = new Map(STEPS.map((step) => [step, h('div', { class: `figure ${step}` }, figures.get(step).name, figures.get(step).value)]));
    const element = h('dl', { class: 'totals', 'aria-label': t('totals.title') }, ...rows.values());
    const show = () => {
        for (const step of STEPS) {
            const count = store.totals?.[step] ?? 0;
            say(figures.get(step).value, store.totals ? number(count) : '–');
            rows.get(step).hidden = count === 0 && !ALWAYS.includes(step);
        }
    };
    store.on('totals', show);
    show();
    return element;
}
