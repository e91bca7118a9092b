/** The page: shows a view, in the chosen language. */

import { h, say } from './dom.js';
import { t, titleOf, loadLanguage, chooseLanguage, languages, language } from './i18n.js';
import { PATTERNS } from './patterns/all.js';
import { Letters } from './views/letters.js';
import { Overview } from './views/overview.js';
import { Page } from './views/page.js';

const LETTERS = 'dead-letters';

const main = document.getElementById('main');
let view = null;

/** The pattern and the message of an address: #/work-queue/message/ID. */
function wanted() {
    const [, id, , message] = location.hash.split('/');
    return [PATTERNS.find((pattern) => pattern.id === id) ?? null, message && decoded(message)];
}

function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return text; // somebody has typed it
    }
}

function show() {
    view?.close();
    const [pattern, message] = wanted();
    const letters = location.hash === `#/${LETTERS}`;
    view = letters ? new Letters(PATTERNS) : pattern ? new Page(pattern, PATTERNS[PATTERNS.indexOf(pattern) + 1], message) : new Overview(PATTERNS);
    main.replaceChildren(view.element);
    document.title = `${letters ? t('dead.title') : pattern ? titleOf(pattern) : t('overview.title')} · RabbitMQ Patterns`;
    document.querySelectorAll('nav a').forEach((link) => {
        if (link.hash === (letters ? `#/${LETTERS}` : pattern ? `#/${pattern.id}` : '#/')) {
            link.setAttribute('aria-current', 'page');
            link.scrollIntoView({ block: 'nearest', inline: 'center' });
        } else {
            link.removeAttribute('aria-current');
        }
    });
}

function frame() {
    const links = [['#/', t('overview.title')], ...PATTERNS.map((pattern) => [`#/${pattern.id}`, titleOf(pattern)]), [`#/${LETTERS}`, t('dead.title')]];
    const choices = languages.map(([name, title]) => h('button', { class: 'quiet', lang: name, 'aria-pressed': String(name === language()), onclick: () => chooseLanguage(name).then(start) }, title));
    document.getElementById('top').replaceChildren(
        h('a', { class: 'brand', href: '#/' }, h('img', { src: 'favicon.svg', alt: '', width: 28, height: 28 }), h('span', {}, 'RabbitMQ Patterns')),
        h('nav', { 'aria-label': t('nav.title') }, h('ul', {}, ...links.map(([href, title]) => h('li', {}, h('a', { href }, title))))),
        h('div', { class: 'languages', role: 'group', 'aria-label': t('nav.language') }, ...choices));
    const skip = document.getElementById('skip');
    say(skip, t('nav.skip'));
    skip.onclick = (event) => {
        event.preventDefault();
        main.focus();
    };
}

function start() {
    frame();
    show();
}

addEventListener('hashchange', () => {
    if (location.hash.startsWith('#/') || location.hash === '') {
        show();
        main.querySelector('h1').focus();
        scrollTo(0, 0);
    }
});

/** Closes the view, which would otherwise have the browser ask for the password with each of its requests. */
document.addEventListener('signed-out', () => {
    view?.close();
    view = null;
    main.replaceChildren(h('h1', { tabindex: -1 }, t('signed-out.title')), h('p', { role: 'alert' }, t('signed-out.text')), h('button', { onclick: () => location.reload() }, t('signed-out.again')));
});

await loadLanguage();
start();
