/** How far the reader is in each lesson, and whether lessons are shown. */

import { recall, remember } from './storage.js';

const HIDDEN = 'lessons-hidden';
const place = (pattern) => `lesson-${pattern.id}`;

/** The ids of the steps that are done. */
export function doneSteps(pattern) {
    const known = (recall(place(pattern)) ?? '').split(' ');
    return pattern.lesson.map(({ id }) => id).filter((id) => known.includes(id));
}

export function finishStep(pattern, id) {
    remember(place(pattern), [...doneSteps(pattern), id].join(' '));
}

export function startAgain(pattern) {
    remember(place(pattern), '');
}

export const lessonsHidden = () => recall(HIDDEN) === 'yes';

export function hideLessons(hidden) {
    remember(HIDDEN, hidden ? 'yes' : 'no');
}
