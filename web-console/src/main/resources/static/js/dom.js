/** Builds elements. Their content is always text: nothing on this page parses HTML. */

const SVG = 'http://www.w3.org/2000/svg';

/** An element: h('button', { class: 'quiet', onclick: f }, 'text', otherElement). */
export function h(tag, attributes = {}, ...children) {
    return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes = {}, ...children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        set(element, name, value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
}

function set(element, name, value) {
    if (name.startsWith('on')) {
        element.addEventListener(name.slice(2), value);
    } else if (name === 'value') {
        element.value = value;
    } else if (value === true) {
        element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
        element.setAttribute(name, value);
    }
}

/** Sets the text of an element if it has changed, so that a screen reader announces nothing twice. */
export function say(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

/**
 * Makes the children of a container match a list, in its order. Elements of items that stay are reused, so that the
 * focus is not lost. key identifies an item, create makes its element, and update refreshes it.
 */
export function keep(container, items, { key, create, update }) {
    const known = new Map([...container.children].map((child) => [child.dataset.key, child]));
    let place = container.firstElementChild;
    for (const item of items) {
        const name = String(key(item));
        let element = known.get(name);
        if (element) {
            known.delete(name);
        } else {
            element = create(item);
            element.dataset.key = name;
        }
        update?.(element, item);
        if (element === place) {
            place = place.nextElementSibling;
        } else {
            container.insertBefore(element, place);
        }
    }
    known.forEach((gone) => gone.remove());
}

const ANNOUNCED_FOR = 5000;

/** Announces to a screen reader what others see happen. */
export function announce(text) {
    const words = h('p', {}, text);
    document.getElementById('announcements').append(words);
    setTimeout(() => words.remove(), ANNOUNCED_FOR);
}
