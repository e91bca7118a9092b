/** A short guided lesson: what to do, what to watch, and why. A step is ticked off when it is seen to happen. */

import { h, say, announce } from '../dom.js';
import { t } from '../i18n.js';

/** steps: { id, seen(step, message, store) }, with the texts lesson.PATTERN.ID.do, .watch and .why. */
export function lesson(store, pattern, steps) {
    const words = (step, part) => t(`lesson.${pattern}.${step.id}.${part}`);
    const items = steps.map((step, index) => {
        const tick = h('span', { class: 'tick', 'aria-hidden': 'true' }, String(index + 1));
        const told = h('span', { class: 'unseen' });
        const summary = h('summary', {}, tick, h('span', {}, words(step, 'do')), told);
        const element = h('details', { class: 'lesson-step', open: index === 0 }, summary,
            h('p', {}, h('strong', {}, t('lesson.watch')), ' ', words(step, 'watch')),
            h('p', {}, h('strong', {}, t('lesson.why')), ' ', words(step, 'why')));
        return { ...step, element, tick, told, done: false };
    });
    const tickOff = (item) => {
        item.done = true;
        say(item.tick, '✓');
        say(item.told, ` (${t('lesson.done')})`);
        item.element.classList.add('done');
        item.element.open = false;
        const next = items.find((one) => !one.done);
        if (next) {
            next.element.open = true;
        }
        announce(next ? t('lesson.next', { next: words(next, 'do') }) : t('lesson.finished'));
    };
    store.on('event', (step, message, past) => {
        const item = items.find((one) => !one.done);
        if (!past && item?.seen(step, message, store)) {
            tickOff(item);
        }
    });
    return h('section', { class: 'panel lesson', 'aria-labelledby': 'lesson-title' }, h('h2', { id: 'lesson-title' }, t('lesson.title')), h('p', { class: 'hint' }, t(`lesson.${pattern}.about`)), ...items.map((item) => item.element));
}
