/** How to do an action of the page by hand: as a curl command, and as AMQP between the service and the broker. */

import { url } from './api.js';

/** The equivalent curl command. */
export function curl({ method, json, text, headers = {}, ...request }) {
    const body = json !== undefined ? JSON.stringify(json) : text;
    const words = ['curl'];
    if (method !== (body === undefined ? 'GET' : 'POST')) {
        words.push('-X', method);
    }
    words.push(quote(location.origin + url(request)));
    for (const [name, value] of Object.entries(headers)) {
        words.push('-H', quote(`${name}: ${value}`));
    }
    if (body !== undefined) {
        words.push('-H', quote(`Content-Type: ${json !== undefined ? 'application/json' : 'text/plain'}`), '-d', quote(body));
    }
    return words.join(' ');
}

function quote(word) {
    return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** basic.publish as the services do it: mandatory, persistent and confirmed. */
export function publish(exchange, routingKey, body, { id, headers, more = [] } = {}) {
    return [
        `basic.publish exchange=${JSON.stringify(exchange)} routing-key=${JSON.stringify(routingKey)} mandatory=true`,
        `  delivery-mode=2 content-type="text/plain" message-id=${id ? JSON.stringify(id) : '<uuid>'}`,
        ...(headers && Object.keys(headers).length ? [`  headers=${JSON.stringify(headers)}`] : []),
        `  body=${JSON.stringify(body)}`,
        '← basic.ack',
        ...more,
    ].join('\n');
}
