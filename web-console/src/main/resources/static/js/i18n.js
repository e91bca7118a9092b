/**
 * The texts of the page, from one file for each language. The services say in English what is wrong with a request; a
 * second file for each other language has their sentences.
 */

import { recall, remember } from './storage.js';

const LANGUAGES = { en: 'English', zh: '中文' };
const CHOICE = 'language';

let words = {};
let sentences = [];
let current = 'en';

export const languages = Object.entries(LANGUAGES);

export function language() {
    return current;
}

/** Loads the chosen language, or else the browser's if there is a file for it. */
export async function loadLanguage() {
    const wanted = [recall(CHOICE), ...navigator.languages.map((name) => name.slice(0, 2))];
    current = wanted.find((name) => name in LANGUAGES) ?? 'en';
    words = await texts(current);
    sentences = current === 'en' ? [] : Object.entries(await texts(`faults-${current}`)).map(([english, own]) => [patternOf(english), own]);
    document.documentElement.lang = current === 'zh' ? 'zh-Hans' : current;
}

const texts = async (file) => (await fetch(`i18n/${file}.json`)).json();

/** Matches an English sentence that has anything in place of each {name}. */
function patternOf(english) {
    const parts = english.split(/\{(\w+)\}/).map((part, index) => (index % 2 ? `(?<${part}>.+)` : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')));
    return new RegExp(`^${parts.join('')}$`, 's');
}

export async function chooseLanguage(name) {
    remember(CHOICE, name);
    await loadLanguage();
}

/** The text for a key, with each {name} filled in; the key itself if it has no text. */
export function t(key, values = {}) {
    return filled(words[key] ?? key, values);
}

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** What a service says, in the language of the page. A sentence that is not known stays as it is. */
export function translated(sentence) {
    for (const [pattern, own] of sentences) {
        const values = pattern.exec(sentence);
        if (values) {
            // One sentence may give another as its reason.
            return filled(own, Object.fromEntries(Object.entries(values.groups ?? {}).map(([name, value]) => [name, translated(value)])));
        }
    }
    return sentence;
}

/** The text for a key, or undefined if it has none. */
export function maybe(key) {
    return words[key];
}

/** What a service is called: by the text for its pattern, or by its own name if it is one of several with that pattern. */
export function titleOf({ id, texts }) {
    const words = id.replaceAll('-', ' ');
    return id === texts ? t(`pattern.${id}.title`) : words[0].toUpperCase() + words.slice(1);
}

/** A time of day, to the millisecond. */
export function time(at) {
    const date = new Date(at);
    return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export function number(value) {
    return new Intl.NumberFormat(current, { maximumFractionDigits: 1 }).format(value);
}
