/**
 * What the page knows about one service: its messages and their steps, its instances, its topology and its totals.
 * Everything comes from the service itself; views are notified of changes.
 */

import { Unacknowledged } from './unacknowledged.js';
import { Unnamed } from './unnamed.js';

const MESSAGES_KEPT = 500;
const STEPS_KEPT = 200;

/** The steps between a publisher and the broker, for either leg of a call. */
const SENDING = ['published', 'confirmed', 'returned', 'refused', 'unconfirmed', 'answered'];

/** The steps of a message, from which its state follows. */
const STEPS = [...SENDING, 'delivered', 'duplicate', 'retried', 'dead-lettered', 'requeued', 'acknowledged', 'replied', 'unanswered', 'discarded', 'deleted'];

export class Store {
    messages = new Map();
    instances = new Map();
    topologies = new Map();
    subscribers = new Set();
    workers = [];
    totals = null;
    connection = 'connecting';
    notice = null;
    looked = false;
    paused = false;
    filter = '';
    #sent = new Map();
    #listeners = new Map();
    #unnamed = new Unnamed();
    #unacknowledged = new Unacknowledged();

    /** Calls back on 'event', 'instances', 'topology', 'totals', 'workers', 'connection', 'view', 'sent'; returns a function that stops this. */
    on(what, listener) {
        this.#listeners.set(what, [...(this.#listeners.get(what) ?? []), listener]);
        return () => this.#listeners.set(what, this.#listeners.get(what).filter((one) => one !== listener));
    }

    tell(what, ...details) {
        (this.#listeners.get(what) ?? []).forEach((listener) => listener(...details));
    }

    /** Adds a step; past says that it happened before the page was connected, and old before it was opened. */
    add(instance, event, past, old) {
        const message = this.#isAboutAMessage(event) ? this.#message({ ...event, instance }) : null;
        if (event.type === 'bound') {
            this.subscribers.add(`${instance}/${event.consumer}`);
        } else if (event.type === 'unbound') {
            this.subscribers.delete(`${instance}/${event.consumer}`);
        }
        if (message) {
            this.#advance(message, { ...event, instance });
            this.#unacknowledged.note(instance, event, message.key);
        }
        this.tell('event', { ...event, instance }, message, past, old);
    }

    /** Notes what this page has sent. Steps of the message may have been reported before its receipt came. */
    sent(json, id) {
        this.#sent.set(id, json);
        if (this.#sent.size > MESSAGES_KEPT) {
            this.#sent.delete(this.#sent.keys().next().value);
        }
        this.tell('sent', this.messages.get(id));
    }

    /** The JSON that this page has sent as this message, if it has. */
    sentAs(message) {
        return this.#sent.get(message?.id);
    }

    #isAboutAMessage(event) {
        return STEPS.includes(event.type) || event.text !== undefined;
    }

    #message(event) {
        const key = event.messageId ?? this.#unnamed.keyOf(event);
        let message = this.messages.get(key);
        if (!message) {
            message = { key, id: event.messageId, text: event.text ?? '', exchange: event.exchange ?? '', routingKey: event.routingKey ?? '', steps: [], state: 'published', forgotten: 0 };
            this.messages.set(key, message);
            if (this.messages.size > MESSAGES_KEPT) {
                this.messages.delete(this.messages.keys().next().value);
            }
        }
        return message;
    }

    #advance(message, step) {
        message.steps.push(step);
        if (step.type === 'published' && step.text !== undefined && step.text !== message.text && isDead(message.steps)) {
            [message.before, message.text] = [message.text, step.text]; // it is replayed with a new text
        }
        if (message.steps.length > STEPS_KEPT) {
            message.steps.shift();
            message.forgotten++;
        }
        message.steps.sort((one, other) => inTime(one.at, other.at));
        message.state = stateOf(message.steps);
    }

    setInstance(name, up) {
        this.instances.set(name, up);
        if (!up) {
            this.topologies.delete(name);
            this.#unacknowledged.lose(name);
            this.#unnamed.lose(name);
            this.subscribers.forEach((key) => key.startsWith(`${name}/`) && this.subscribers.delete(key));
        }
        this.tell('instances', name, up);
        this.tell('topology');
    }

    setTopologies(topologies) {
        this.looked = true;
        const queues = [...topologies.values()].flatMap((topology) => topology.queues);
        queues.forEach((queue) => {
            queue.unacknowledged = this.#unacknowledged.now(queue.name, queue.unacknowledged);
        });
        this.#unacknowledged.keepOnly(new Set(queues.map(({ name }) => name)));
        this.topologies = topologies;
        this.tell('topology');
    }

    setWorkers(workers) {
        this.workers = workers;
        this.tell('workers');
    }

    setTotals(totals) {
        this.totals = totals;
        this.tell('totals');
    }

    setConnection(connection) {
        this.connection = connection;
        this.tell('connection');
    }

    setNotice(notice) {
        this.notice = notice;
        this.tell('connection');
    }

    pause(paused) {
        this.paused = paused;
        this.tell('view');
    }

    setFilter(filter) {
        this.filter = filter.trim().toLowerCase();
        this.tell('view');
    }

    /** Whether the view shows this message. */
    shows(message) {
        return this.filter === '' || [message.text, message.key, message.routingKey, message.exchange, message.state, ...message.steps.map((step) => `${step.queue ?? ''} ${step.consumer ?? ''}`)]
            .some((word) => word.toLowerCase().includes(this.filter));
    }
}

const isDead = (steps) => steps.some(({ type }) => type === 'dead-lettered');

/**
 * Compares two times such as 2026-01-31T12:00:00.123456Z to their last digit: a message is published, delivered and retried
 * within a millisecond, which is all that a Date knows. A time may have fewer digits, and then begins like a later one.
 */
function inTime(one, other) {
    const [earlier, later] = [one.replace('Z', ''), other.replace('Z', '')];
    return earlier < later ? -1 : earlier > later ? 1 : 0;
}

/**
 * The state that the steps lead to. A confirm that is reported after the delivery changes nothing, and a message that is
 * retried or dead-lettered is also acknowledged on the queue that it came from.
 */
function stateOf(steps) {
    let [state, givenBack] = ['published', 0];
    const [held, lost] = [[], []];
    for (const { type, detail, queue, instance, consumer } of steps) {
        const holder = `${queue} ${instance} ${consumer}`;
        if (type === 'delivered') {
            if (detail === 'redelivered' && givenBack-- <= 0) {
                // Somebody lost it with a channel, and tells so later or never.
                givenBack = 0;
                lost.push(...take(held, (one) => one.startsWith(`${queue} `)));
            }
            held.push(holder);
            state = type;
        } else if (type === 'acknowledged') {
            take(held, (one) => one === holder);
            state = ['retried', 'dead-lettered', 'duplicate', 'discarded', 'replied'].includes(state) ? state : held.length > 0 ? 'delivered' : type;
        } else if (type === 'requeued' && take(lost, (one) => one === holder).length > 0) {
            // Another one has it by now.
        } else if (STEPS.includes(type) && (!SENDING.includes(type) || held.length === 0) && state !== 'replied') {
            if (type === 'requeued') {
                take(held, (one) => one === holder);
                givenBack++;
            }
            state = type === 'confirmed' && state !== 'published' ? state : type;
        }
    }
    return state;
}

/** Takes the first that matches out of a list. */
function take(list, matches) {
    const index = list.findIndex(matches);
    return index < 0 ? [] : list.splice(index, 1);
}
