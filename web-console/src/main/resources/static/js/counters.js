/** Reads the services' counters from their Prometheus endpoint. */

import { get } from './api.js';

const EVENTS = /^messaging_events_total\{.*type="([^"]+)".*\} (\S+)$/;

/** How often each step has happened at these instances together since they started. */
export async function stepsTaken(instances, signal) {
    const answers = await Promise.all(instances.map((instance) => get(instance, '/actuator/prometheus?includedNames=messaging_events', signal)));
    const counts = {};
    for (const line of answers.flatMap((text) => (text ?? '').split('\n'))) {
        const [, type, count] = EVENTS.exec(line) ?? [];
        if (type) {
            counts[type] = (counts[type] ?? 0) + Number(count);
        }
    }
    return counts;
}
