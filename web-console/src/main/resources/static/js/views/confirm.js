/** Asks before something that cannot be undone. */

import { h } from '../dom.js';
import { t } from '../i18n.js';

/** Whether the reader agrees; closing the dialog in any other way means no. */
export function confirm(question, yes) {
    return new Promise((answer) => {
        const dialog = h('dialog', { class: 'confirm', 'aria-labelledby': 'question', onclose: () => {
            dialog.remove();
            answer(dialog.returnValue === 'yes');
        } }, h('form', { method: 'dialog' }, h('p', { id: 'question' }, question), h('div', { class: 'bar' }, h('button', { value: 'no', class: 'quiet' }, t('confirm.no')), h('button', { value: 'yes', class: 'danger' }, yes))));
        document.body.append(dialog);
        dialog.showModal();
    });
}
