/** What the page remembers in this browser, or in this tab; where that is not allowed, until it is reloaded. */

const without = new Map();

export function recall(key, storage = 'localStorage') {
    try {
        return globalThis[storage].getItem(key);
    } catch {
        return without.get(key) ?? null;
    }
}

export function remember(key, value, storage = 'localStorage') {
    try {
        globalThis[storage].setItem(key, value);
    } catch {
        without.set(key, value);
    }
}
