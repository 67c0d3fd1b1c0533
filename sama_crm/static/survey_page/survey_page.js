/* The page works without this: it only saves each answer as it is given. */
const DELAY = 1500; // milliseconds after the last letter
const form = document.getElementById("survey");

/**
 * Say that something is saved, or not.
 *
 * @param {Boolean} isSaved
 */
function say(isSaved) {
    form.querySelector(".saved").hidden = !isSaved;
    form.querySelector(".unsaved").hidden = isSaved;
}

/**
 * Save one answer; what fails here is saved by the button at the end.
 *
 * @param {HTMLInputElement | HTMLTextAreaElement} input
 */
async function save(input) {
    const body = new URLSearchParams([[input.name, input.value]]);
    const url = `${form.getAttribute("action")}/save`;
    input.dataset.sent = input.value;
    try {
        const answer = await fetch(url, {method: "POST", body, keepalive: true});
        say(answer.ok);
    } catch {
        say(false);
    }
}

if (form && form.getAttribute("action")) {
    const button = form.querySelector("button[type=submit]");
    let pending = null;
    let timer = 0;
    let isSending = false;
    const saveNow = () => {
        clearTimeout(timer);
        const input = pending;
        pending = null;
        if (input && !isSending && input.dataset.sent !== input.value) {
            save(input);
        }
    };
    form.addEventListener("input", (ev) => {
        pending = ev.target;
        clearTimeout(timer);
        timer = setTimeout(saveNow, DELAY);
    });
    form.addEventListener("change", (ev) => {
        pending = ev.target;
        saveNow();
    });
    // A phone puts the page away without a word.
    document.addEventListener("visibilitychange", saveNow);
    form.addEventListener("submit", () => {
        isSending = true;
        clearTimeout(timer);
        // After the browser has taken the form, against a second tap.
        setTimeout(() => {
            button.disabled = true;
        });
    });
    // Back again from the thanks page the button is there again.
    window.addEventListener("pageshow", () => {
        isSending = false;
        button.disabled = false;
    });
}
