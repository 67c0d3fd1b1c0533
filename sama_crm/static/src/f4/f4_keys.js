/** Keys of the addon's own forms. Letters and digits are read by `event.code`, so that
 * they are the same on a Persian keyboard. */
import {getTabableElements} from "@web/core/utils/ui";

const DIGITS = "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩";

/**
 * @param {string} text
 * @returns {string} the text with its Persian and Arabic digits as Latin ones
 */
export function latinDigits(text) {
    return text.replace(/[۰-۹٠-٩]/g, (digit) => String(DIGITS.indexOf(digit) % 10));
}

/**
 * @param {KeyboardEvent} ev
 * @returns {boolean} F4 alone: Alt+F4 and Ctrl+F4 belong to the system
 */
export function isPlainF4(ev) {
    return (
        (ev.code === "F4" || ev.key === "F4") &&
        !(ev.altKey || ev.ctrlKey || ev.shiftKey || ev.metaKey)
    );
}

/**
 * @param {KeyboardEvent} ev
 * @returns {number} the digit of the key, 1 to 9, whatever the keyboard's language; else 0
 */
export function digitOf(ev) {
    if (ev.altKey || ev.ctrlKey || ev.metaKey || ev.shiftKey) {
        return 0;
    }
    const match = /^(?:Digit|Numpad)([1-9])$/.exec(ev.code || "");
    return match ? Number(match[1]) : 0;
}

/**
 * @param {KeyboardEvent} ev
 * @returns {number} 1 for the arrow that leads to the next item of a row, -1 for the one
 *  that leads back, else 0
 */
export function stepOf(ev) {
    const isRtl = getComputedStyle(ev.target).direction === "rtl";
    switch (ev.key) {
        case "ArrowRight":
            return isRtl ? -1 : 1;
        case "ArrowLeft":
            return isRtl ? 1 : -1;
        case "ArrowDown":
            return 1;
        case "ArrowUp":
            return -1;
    }
    return 0;
}

/**
 * Whether Enter leads from here to the next field. In a text it is a new line, on a button
 * it presses; a field that uses the key for itself has prevented the default.
 *
 * @param {KeyboardEvent} ev
 * @returns {boolean}
 */
export function isNextFieldKey(ev) {
    if (ev.key !== "Enter" || ev.isComposing || ev.defaultPrevented) {
        return false;
    }
    if (ev.altKey || ev.ctrlKey || ev.metaKey || ev.shiftKey) {
        return false;
    }
    return ev.target.matches("input, select, [role=radio]");
}

/**
 * Whether the key is a letter, of any script, typed where no text is: on a button.
 *
 * @param {KeyboardEvent} ev
 * @returns {boolean}
 */
export function isLetterKey(ev) {
    if (ev.altKey || ev.ctrlKey || ev.metaKey || ev.defaultPrevented) {
        return false;
    }
    return (
        /^\p{L}$/u.test(ev.key) &&
        !ev.target.isContentEditable &&
        !ev.target.matches("input, select, textarea")
    );
}

/**
 * Focus the field that follows the element, or the form's first button after the last.
 *
 * @param {HTMLElement} root the form
 * @param {HTMLElement} el
 * @returns {boolean} whether there was one
 */
export function focusNextField(root, el) {
    const group = el.closest("[role=radiogroup]");
    const stops = getTabableElements(root).filter(
        (stop) => stop === el || !group || !group.contains(stop)
    );
    const next = stops.find(
        (stop) => el.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING
    );
    if (!next) {
        return false;
    }
    next.focus();
    if (next.matches("input:not([type=checkbox]):not([type=radio])")) {
        next.select();
    }
    return true;
}
