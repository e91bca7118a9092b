/** Labelled fields of a form. Each has an element and a value, and shows what is wrong with that value. */

import { h, say } from '../dom.js';

export function field(id, label, { type = 'text', value = '', hint, ...more } = {}) {
    const input = type === 'area' ? h('textarea', { id, rows: 2, value, ...more }) : h('input', { id, type, value, ...more });
    return ofInput(input, label, hint);
}

export function choice(id, label, options, value) {
    const select = h('select', { id }, ...options.map(([name, text]) => h('option', { value: name }, text)));
    select.value = value ?? options[0][0];
    return ofInput(select, label);
}

function ofInput(input, label, hint) {
    const about = hint ? h('span', { class: 'hint', id: `${input.id}-hint` }, hint) : null;
    const element = h('div', { class: 'field' }, h('label', { for: input.id }, label), input, about);
    return {
        element,
        fault: faultOf(input, element, about?.id),
        get value() {
            return input.value;
        },
        set value(value) {
            input.value = value;
        },
    };
}

/** A group of checkboxes. */
export function boxes(id, label, names, ticked = []) {
    const inputs = names.map((name) => h('input', { type: 'checkbox', value: name, checked: ticked.includes(name) }));
    const element = h('fieldset', { class: 'field boxes', id }, h('legend', {}, label), ...inputs.map((input) => h('label', {}, input, ` ${input.value}`)));
    return {
        element,
        fault: faultOf(inputs[0], element),
        get value() {
            return inputs.filter((input) => input.checked).map((input) => input.value);
        },
        set value(values) {
            inputs.forEach((input) => {
                input.checked = values.includes(input.value);
            });
        },
    };
}

/** Shows a fault below the field until the field is changed; without a text, hides it. */
function faultOf(input, element, hint) {
    const words = h('span', { class: 'fault', id: `${element.id || input.id}-fault`, hidden: true });
    const show = (text) => {
        say(words, text ?? '');
        words.hidden = !text;
        input.setAttribute('aria-invalid', String(Boolean(text)));
        const about = [hint, text && words.id].filter(Boolean).join(' ');
        if (about) {
            input.setAttribute('aria-describedby', about);
        } else {
            input.removeAttribute('aria-describedby');
        }
    };
    show();
    element.append(words);
    element.addEventListener('input', () => show());
    return show;
}
