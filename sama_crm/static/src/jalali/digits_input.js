/**
 * `<input type="number">` and its like refuse Persian and Arabic digits before any
 * parser sees them: they are typed as Latin ones.
 */
import {toLatinDigits} from "@sama_crm/jalali/jalali";
import {onActivate} from "@sama_crm/jalali/jalali_state";

const LATIN_ONLY = ["number", "tel", "email", "url"]
    .map((type) => `input[type=${type}]`)
    .join();

/** @param {InputEvent} ev */
function onBeforeInput(ev) {
    const {data, target} = ev;
    if (
        !data ||
        ev.isComposing ||
        !(target instanceof Element) ||
        !target.matches(LATIN_ONLY)
    ) {
        return;
    }
    const latin = toLatinDigits(data).replaceAll("٫", ".").replaceAll("٬", "");
    if (latin !== data) {
        ev.preventDefault();
        // The only way that keeps the caret, the undo history and the events.
        document.execCommand("insertText", false, latin);
    }
}

onActivate(() => {
    document.addEventListener("beforeinput", onBeforeInput, true);
    return () => document.removeEventListener("beforeinput", onBeforeInput, true);
});
