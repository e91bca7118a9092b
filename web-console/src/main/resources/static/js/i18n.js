/** The texts of the page, from one file for each language. */

import { recall, remember } from './storage.js';

const LANGUAGES = { en: 'English', zh: '中文' };
const CHOICE = 'language';

let words = {};
let current = 'en';

export const languages = Object.entries(LANGUAGES);

export function language() {
    return current;
}

/** Loads the chosen language, or else the browser's if there is a file for it. */
export async function loadLanguage() {
    const wanted = [recall(CHOICE), ...navigator.languages.map((name) => name.slice(0, 2))];
    current = wanted.find((name) => name in LANGUAGES) ?? 'en';
    words = await (await fetch(`i18n/${current}.json`)).json();
    document.documentElement.lang = current === 'zh' ? 'zh-Hans' : current;
}

export async function chooseLanguage(name) {
    remember(CHOICE, name);
    await loadLanguage();
}

/** The text for a key, with each {name} filled in; the key itself if it has no text. */
export function t(key, values = {}) {
    return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The text for a key, or undefined if it has none. */
export function maybe(key) {
    return words[key];
}

/** A time of day, to the millisecond. */
export function time(at) {
    const date = new Date(at);
    return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export function number(value) {
    return new Intl.NumberFormat(current, { maximumFractionDigits: 1 }).format(value);
}
