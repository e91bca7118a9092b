/**
 * The live stream of all instances of a service. It is open only while the page is visible, resumes by itself where it
 * left off, and reports what it missed.
 */

const TRY_AGAIN_AFTER = 2000;
const QUIET_AFTER = 600;

export class Live {
    #service;
    #hears;
    #source = null;
    #last = '';
    #began = 0;
    #first = 0;
    #opened = 0;
    #missed = 0;
    #gap = false;
    #timer = 0;
    #closed = false;

    /** hears: { event(instance, event, past, old), instance(name, up), state(name), caughtUp(count, gap) }. */
    constructor(service, hears) {
        this.#service = service;
        this.#hears = hears;
        document.addEventListener('visibilitychange', this.#look);
        this.#look();
    }

    close() {
        this.#closed = true;
        document.removeEventListener('visibilitychange', this.#look);
        this.#hangUp();
    }

    #look = () => {
        if (document.hidden) {
            this.#hangUp();
            this.#hears.state('asleep');
        } else if (!this.#source && !this.#closed) {
            this.#open();
        }
    };

    #hangUp() {
        clearTimeout(this.#timer);
        this.#source?.close();
        this.#source = null;
    }

    #open() {
        this.#hangUp();
        const after = this.#last ? `?after=${encodeURIComponent(this.#last)}` : '';
        this.#source = new EventSource(`/live/${this.#service}${after}`);
        this.#source.onmessage = (message) => this.#take(message);
        this.#source.onerror = () => this.#broken();
        this.#hears.state('connecting');
    }

    /** The browser reconnects by itself, except after an error response. */
    #broken() {
        this.#hears.state('broken');
        if (this.#source?.readyState === EventSource.CLOSED) {
            this.#hangUp();
            this.#timer = setTimeout(this.#look, TRY_AGAIN_AFTER);
        }
    }

    #take(message) {
        const { instance, name, data } = JSON.parse(message.data);
        this.#last = message.lastEventId || this.#last;
        switch (name) {
            case 'start':
                return this.#begin(Date.parse(data.at));
            case 'up':
            case 'down':
                return this.#hears.instance(instance, name === 'up');
            case 'gap':
                this.#gap = true;
                return this.#soonSayWhatWasMissed();
            case 'end':
                return undefined;
            default:
                return this.#pass(instance, data);
        }
    }

    #begin(at) {
        this.#began = at;
        this.#first ||= at;
        this.#opened++;
        this.#missed = 0;
        this.#gap = false;
        this.#hears.state('live');
    }

    #pass(instance, event) {
        const past = Date.parse(event.at) < this.#began;
        if (past && this.#opened > 1) {
            this.#missed++;
            this.#soonSayWhatWasMissed();
        }
        this.#hears.event(instance, event, past, Date.parse(event.at) < this.#first);
    }

    #soonSayWhatWasMissed() {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#hears.caughtUp(this.#missed, this.#gap), QUIET_AFTER);
    }
}
