/** Does something at once and then every so often, or when told, while somebody can see the page; never twice at a time. */

const SOON = 150;

export class Every {
    #work;
    #interval;
    #soon;
    #timer = 0;
    #busy = false;
    #again = false;
    #hurried = false;
    #stopped = false;
    #abort = new AbortController();

    /**
     * work gets a signal that ends what it has begun when nobody wants it any more. Without an interval it is done when
     * told, that long afterwards.
     */
    constructor(interval, work, soon = SOON) {
        this.#interval = interval;
        this.#soon = soon;
        this.#work = work;
        document.addEventListener('visibilitychange', this.#look);
        this.#look();
    }

    /** Does it soon, whatever the interval. */
    soon() {
        if (this.#busy) {
            this.#again = true;
        } else if (!this.#hurried) {
            this.#hurried = true; // who asks again meanwhile does not put it off
            this.#next(this.#soon);
        }
    }

    stop() {
        this.#stopped = true;
        clearTimeout(this.#timer);
        document.removeEventListener('visibilitychange', this.#look);
        this.#abort.abort();
    }

    #look = () => {
        if (document.hidden) {
            clearTimeout(this.#timer);
        } else {
            this.#next(0);
        }
    };

    #next(after) {
        clearTimeout(this.#timer);
        if (!this.#stopped && !document.hidden) {
            this.#timer = setTimeout(() => this.#run(), after);
        }
    }

    async #run() {
        if (this.#busy) {
            return;
        }
        this.#busy = true;
        this.#again = false;
        this.#hurried = false;
        try {
            await this.#work(this.#abort.signal);
        } catch (failure) {
            if (failure.name !== 'AbortError' && !('status' in failure)) {
                console.error(failure);
            }
        } finally {
            this.#busy = false;
            if (this.#again || this.#interval) {
                this.#next(this.#again ? this.#soon : this.#interval);
            }
        }
    }
}
