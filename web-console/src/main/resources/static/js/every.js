/** Runs some work at once and then at an interval or on request, while the page is visible; never twice at the same time. */

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
     * work gets a signal that aborts it when its result is no longer needed. Without an interval it runs only on
     * request, after the delay soon.
     */
    constructor(interval, work, soon = SOON) {
        this.#interval = interval;
        this.#soon = soon;
        this.#work = work;
        document.addEventListener('visibilitychange', this.#look);
        this.#look();
    }

    /** Runs the work soon, whatever the interval. */
    soon() {
        if (this.#busy) {
            this.#again = true;
        } else if (!this.#hurried) {
            this.#hurried = true; // another request in the meantime does not postpone it
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
