/** The lesson: one step at a time, right above the picture. A step is done when what it asks for is seen to happen. */

import { h, say, announce } from '../dom.js';
import { t, titleOf } from '../i18n.js';
import { doneSteps, finishStep, startAgain, lessonsHidden, hideLessons } from '../progress.js';
import { use } from './hands.js';

const WANTED = 'wanted';

/** The longest step waits for three retries. */
const TAKES_AT_MOST = 12_000;

export class Lesson {
    #pattern;
    #bench;
    #shown = 0;
    #working = false;
    #last = [];
    #marks;
    #task = h('h3', { id: 'lesson-task', class: 'task' });
    #watch = h('span');
    #why = h('span');
    #told = h('p', { class: 'hint', id: 'lesson-hint' });
    #parts = { watch: this.#line('watch', this.#watch), why: this.#line('why', this.#why) };
    #doIt = h('button', { id: 'do-it', onclick: () => this.#perform() }, t('lesson.doIt'));
    #end;
    #panel;
    #open = h('button', { class: 'quiet', id: 'lesson-open', onclick: () => {
        this.#hide(false);
        this.#doIt.focus();
    } }, t('lesson.open'));

    /**
     * Each step of the pattern's lesson is { id, seen, does, control }: seen(step, message, store) says whether it has
     * been done, does are the acts that do it, and control is the one to highlight, by default that of the last act.
     */
    constructor(store, bench, pattern, next) {
        this.#pattern = pattern;
        this.#bench = bench;
        this.#marks = pattern.lesson.map((_, index) => h('button', { class: 'tick', onclick: () => this.#show(index) }));
        this.#end = h('div', { id: 'lesson-end', class: 'bar' }, h('p', {}, t(`lesson.${pattern.texts}.end`)),
            h('a', { href: next ? `#/${next.id}` : '#/' }, next ? t('lesson.nextPage', { title: titleOf(next) }) : t('lesson.overview')),
            h('button', { class: 'quiet', onclick: () => this.#again() }, t('lesson.again')));
        this.#panel = h('section', { class: 'panel lesson', id: 'lesson', 'aria-labelledby': 'lesson-title' },
            h('div', { class: 'bar' }, h('h2', { id: 'lesson-title' }, t('lesson.title')), h('p', { class: 'hint' }, t(`lesson.${pattern.texts}.about`)),
                h('ol', { class: 'ticks' }, ...this.#marks.map((mark) => h('li', {}, mark))),
                h('button', { class: 'quiet', id: 'lesson-close', onclick: () => {
                    this.#hide(true);
                    this.#open.focus();
                } }, t('lesson.close'))),
            this.#parts.why, h('div', { class: 'bar' }, this.#task, this.#doIt), this.#parts.watch, this.#told, this.#end);
        this.element = h('div', { class: 'lesson-place' }, this.#panel, this.#open);
        store.on('event', (step, message, past, old) => !old && this.#see(step, message, store));
        store.on('sent', (message) => message?.steps.forEach((step) => this.#see(step, message, store)));
        store.on('topology', () => {
            this.#see(...this.#last); // what it means may depend on the topology
            this.#point();
        });
        this.#show(this.#current());
        this.#hide(lessonsHidden());
        setTimeout(() => this.#point()); // when the page is there
    }

    #line(name, words) {
        return h('p', { class: name }, h('strong', {}, t(`lesson.${name}`)), ' ', words);
    }

    /** The index of the first step that is not done; the number of steps if all are. */
    #current() {
        const done = doneSteps(this.#pattern);
        const index = this.#pattern.lesson.findIndex(({ id }) => !done.includes(id));
        return index < 0 ? this.#pattern.lesson.length : index;
    }

    #see(step, message, store) {
        const current = this.#pattern.lesson[this.#current()];
        this.#last = [step, message, store];
        if (!step || !current?.seen(step, message, store)) {
            return;
        }
        this.#last = [];
        finishStep(this.#pattern, current.id);
        this.#show(this.#current());
        const next = this.#pattern.lesson[this.#current()];
        if (this.#panel.hidden) {
            return;
        }
        if (!next && document.activeElement === document.body) {
            this.#end.querySelector('a').focus(); // the focused button is gone
        }
        announce(next ? t('lesson.next', { next: this.#words(next, 'do') }) : t('lesson.finished'));
    }

    /** Shows a step; its reason once it is done, and until then that of the step before it. */
    #show(index) {
        const { lesson } = this.#pattern;
        const done = doneSteps(this.#pattern);
        const step = lesson[index];
        this.#shown = index;
        lesson.forEach((one, at) => this.#mark(this.#marks[at], one, at, done.includes(one.id), at === index));
        const reason = step && done.includes(step.id) ? step : lesson[index - 1];
        say(this.#task, step ? this.#words(step, 'do') : t('lesson.finished'));
        say(this.#watch, step ? this.#words(step, 'watch') : '');
        say(this.#why, reason ? this.#words(reason, 'why') : '');
        this.#parts.watch.hidden = !step;
        this.#parts.why.hidden = !reason;
        this.#doIt.hidden = !step;
        this.#end.hidden = this.#current() < lesson.length;
        this.#hint();
        this.#point();
    }

    #mark(mark, step, at, done, shown) {
        say(mark, done ? '✓' : String(at + 1));
        mark.classList.toggle('done', done);
        mark.setAttribute('aria-label', `${at + 1}: ${this.#words(step, 'do')}${done ? ` (${t('lesson.done')})` : ''}`);
        mark.setAttribute('aria-current', shown ? 'step' : 'false');
    }

    #words(step, part) {
        return t(`lesson.${this.#pattern.texts}.${step.id}.${part}`);
    }

    /** Highlights the control that the step means. */
    #point() {
        document.querySelectorAll(`.${WANTED}`).forEach((before) => before.classList.remove(WANTED));
        const step = this.#pattern.lesson[this.#shown];
        if (step && !this.#panel.hidden) {
            const control = document.querySelector(step.control ?? [step.does.at(-1)].flat()[0]);
            (control?.querySelector('button.main') ?? control)?.classList.add(WANTED);
        }
    }

    async #perform() {
        if (this.#working) {
            return;
        }
        const current = this.#current();
        const goesOn = () => this.element.isConnected;
        this.#working = true;
        this.#hint();
        this.#doIt.setAttribute('aria-busy', 'true');
        try {
            for (const act of this.#pattern.lesson[this.#shown].does) {
                await use(act, goesOn);
                await this.#bench.last;
                if (!goesOn()) {
                    return;
                }
            }
            setTimeout(() => this.#current() === current && this.#shown === current && this.#hint('notYet'), TAKES_AT_MOST);
        } catch {
            this.#hint('cannot');
        } finally {
            this.#working = false;
            this.#doIt.removeAttribute('aria-busy');
        }
    }

    #hint(name) {
        say(this.#told, name ? t(`lesson.${name}`) : '');
        if (name) {
            announce(t(`lesson.${name}`));
        }
    }

    #again() {
        startAgain(this.#pattern);
        this.#show(0);
    }

    #hide(hidden) {
        hideLessons(hidden);
        this.#panel.hidden = hidden;
        this.#open.hidden = !hidden;
        this.#point();
    }
}
