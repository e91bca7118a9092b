/** Requests to the services, through the console. */

import { t, translated } from './i18n.js';

/** Why a request failed, and what to do about it. */
export class Problem extends Error {
    constructor(status, problem) {
        super(translated(problem.detail ?? problem.title) ?? t('console.status', { status }));
        this.status = status;
        this.type = (problem.type ?? '').replace('urn:problem-type:', '');
        this.errors = (problem.errors ?? []).map((fault) => ({ ...fault, detail: translated(fault.detail) }));
    }

    /** What is wrong with which part of the request, or else the detail. */
    toString() {
        return this.errors.map(inWords).join(' ') || this.message;
    }
}

export const inWords = (fault) => `${fault.pointer ?? fault.header ?? fault.parameter}: ${fault.detail}`;

/**
 * Sends a request to a service or an instance: { name, method, path, json or text, headers }. Returns the parsed JSON,
 * the text, or null if the response is empty.
 */
export async function ask(request, signal) {
    const response = await reach(url(request), { ...options(request), signal });
    const type = response.headers.get('Content-Type') ?? '';
    if (response.status === 204 || type === '') {
        return null;
    }
    return type.includes('json') ? response.json() : response.text();
}

async function reach(address, how) {
    const response = await fetch(address, how).catch((failure) => {
        throw failure.name === 'AbortError' ? failure : new Problem(0, { type: 'console-down', detail: t('console.down') });
    });
    if (response.status === 401 && response.headers.has('WWW-Authenticate')) {
        document.dispatchEvent(new Event('signed-out')); // of the console; a service that refuses the login has only its problem
    }
    if (!response.ok) {
        const told = await response.json().catch(() => ({}));
        // For a batch, the first outcome with a detail says why it did not succeed completely.
        const outcomes = Array.isArray(told) ? told : told.letters;
        const problem = new Problem(response.status, outcomes ? (outcomes.find((one) => one.detail) ?? {}) : told);
        throw Object.assign(problem, { outcomes });
    }
    return response;
}

export const get = (name, path, signal) => ask({ name, method: 'GET', path }, signal);

/** The services and the names of their instances: [{ name, instances }]. */
export async function services(signal) {
    const response = await reach('/services', { signal });
    return response.json();
}

/** Where the traces of messages are: { zipkin }, or {} if there is no Zipkin. */
export async function traces() {
    const response = await reach('/traces');
    return response.json();
}

/** Reads server-sent events as they arrive; the data of each is one line of JSON. */
export async function* events(request, signal) {
    const response = await reach(url(request), { ...options(request), signal });
    let rest = '';
    for await (const chunk of chunks(response.body.pipeThrough(new TextDecoderStream()))) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop();
        yield* lines.filter((line) => line.startsWith('data:')).map((line) => JSON.parse(line.slice('data:'.length)));
    }
}

async function* chunks(stream) {
    const reader = stream.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
        yield next.value;
    }
}

export function url({ name, path }) {
    return `/api/${name}${path}`;
}

function options({ method, json, text, headers = {} }) {
    if (json !== undefined) {
        return { method, headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(json) };
    }
    return text === undefined ? { method, headers } : { method, headers: { ...headers, 'Content-Type': 'text/plain' }, body: text };
}
