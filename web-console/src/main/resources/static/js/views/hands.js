/** Uses the page's controls as a reader would. */

const PATIENCE = 10_000;
const POLL_EVERY = 50;

/**
 * Presses a control, or fills one in: '#hire', or ['#text', 'Hello']. Waits until it is there and enabled, as long as
 * goesOn() says that it is still wanted.
 */
export async function use(act, goesOn) {
    const [selector, value] = [act].flat();
    const control = await appears(selector, goesOn);
    if (value !== undefined) {
        fill(control, value);
    } else if (control instanceof HTMLFormElement) {
        control.requestSubmit();
    } else {
        control.click();
    }
}

async function appears(selector, goesOn) {
    const began = performance.now();
    let control = document.querySelector(selector);
    while (!control || control.disabled) {
        if (!goesOn() || performance.now() - began > PATIENCE) {
            throw new Error(selector);
        }
        await new Promise((after) => setTimeout(after, POLL_EVERY));
        control = document.querySelector(selector);
    }
    return control;
}

function fill(control, value) {
    if (control instanceof HTMLFieldSetElement) {
        control.querySelectorAll('input').forEach((input) => {
            input.checked = value.includes(input.value);
        });
    } else {
        control.value = value;
    }
    control.dispatchEvent(new Event('input', { bubbles: true }));
}
