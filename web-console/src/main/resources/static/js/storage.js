/** What the page remembers in this browser, or in this tab; where that is not allowed, until it is reloaded. */

const without = new Map();

export function recall(key, storage = 'localStorage') {
    try {
        return without.get(key) ?? globalThis[storage].getItem(key);
    } catch {
        return null;
    }
}

export function remember(key, value, storage = 'localStorage') {
    try {
        globalThis[storage].setItem(key, value);
        without.delete(key);
    } catch {
        without.set(key, value);
    }
}
