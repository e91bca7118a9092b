/** Says which subscribers the message would reach, while it is still being typed. */

import { h, say } from '../dom.js';
import { t } from '../i18n.js';

const AFTER = 250;

/** reach(views, signal) finds the subscribers that the message would reach, each with the bindings that match. */
export function prediction({ reach, views }) {
    const element = h('p', { class: 'prediction', id: 'prediction', role: 'status' });
    let [timer, abort] = [0, null];
    const look = async () => {
        abort?.abort();
        abort = new AbortController();
        try {
            const reached = await reach(views(), abort.signal);
            say(element, reached.length ? t('prediction.reaches', { count: reached.length, who: reached.map(({ subscriber }) => subscriber).join(', ') }) : t('prediction.nobody'));
            element.classList.toggle('nobody', reached.length === 0);
        } catch (failure) {
            if (failure.name !== 'AbortError') {
                say(element, String(failure));
            }
        }
    };
    const soon = () => {
        clearTimeout(timer);
        timer = setTimeout(look, AFTER);
    };
    soon();
    return { element, soon };
}
