/**
 * Tells messages without an id apart: other programs may send them, and equal ones, too. A consumer acknowledges in the
 * order of its deliveries, whatever else happens to a message happens to its last one, and a server answers a request
 * before it takes the next.
 */

const MOST_PLACES = 500;
const MOST_IN_PLACE = 100;

export class Unnamed {
    /** By queue and text: the keys of messages that are not done, each with its holder, or none if it was given back. */
    #places = new Map();
    #asked = new Map();
    #count = 0;

    /** The key of the message whose step this is. */
    keyOf({ type, instance = '', queue = '', consumer = '', text = '', detail }) {
        const [place, holder] = [`${queue}/${text}`, `${instance}/${consumer}`];
        if (type === 'answered') {
            return this.#asked.get(instance) ?? place;
        }
        const all = this.#places.get(place) ?? [];
        if (type === 'delivered') {
            const again = detail === 'redelivered' ? (all.find((one) => !one.holder) ?? all[0]) : undefined;
            const key = again?.key ?? `${place}#${++this.#count}`;
            this.#keep(place, [...all.filter((one) => one !== again), { key, holder }]);
            this.#asked.set(instance, key);
            return key;
        }
        const held = all.filter((one) => one.holder === holder).at(type === 'acknowledged' ? 0 : -1);
        if (held && type === 'acknowledged') {
            this.#keep(place, all.filter((one) => one !== held));
        } else if (held && type === 'requeued') {
            held.holder = undefined;
        }
        // A consumer may tell what it has given back only after another one has got it.
        return (held ?? all[0])?.key ?? place;
    }

    /** The broker requeues what an instance had that is gone. */
    lose(instance) {
        this.#asked.delete(instance);
        [...this.#places.values()].flat().filter((one) => one.holder?.startsWith(`${instance}/`)).forEach((one) => {
            one.holder = undefined;
        });
    }

    #keep(place, messages) {
        this.#places.delete(place);
        if (messages.length > 0) {
            this.#places.set(place, messages.slice(-MOST_IN_PLACE));
        }
        if (this.#places.size > MOST_PLACES) {
            this.#places.delete(this.#places.keys().next().value);
        }
    }
}
