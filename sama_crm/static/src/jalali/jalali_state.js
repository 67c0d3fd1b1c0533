/**
 * Which calendar and digits the page shows: those of the user's language, for the
 * life of the page (a change of language reloads the client).
 */
import {localization} from "@web/core/l10n/localization";
import {session} from "@web/session";

/** Things to do when the calendar is activated; each may return how to undo it. */
const activators = [];

export const calendarState = {
    jalali: false,
    persianDigits: false,
};

/** @returns {boolean} whether dates are shown and typed in the Jalali calendar */
export function isJalali() {
    return calendarState.jalali;
}

/** @returns {boolean} whether numbers and dates are shown in Persian digits */
export function hasPersianDigits() {
    return calendarState.persianDigits;
}

/**
 * Registers work to be done once when a calendar other than the stock one is
 * activated, for what no class patch can reach (Luxon, constants, libraries).
 *
 * @param {(state: typeof calendarState) => (() => void) | void} activator
 */
export function onActivate(activator) {
    activators.push(activator);
}

let undo = [];

/** Gives the page the stock calendar back. */
export function deactivate() {
    Object.assign(calendarState, {jalali: false, persianDigits: false});
    undo.reverse().forEach((revert) => revert?.());
    undo = [];
}

/**
 * Called when the localization is loaded, before any date is made.
 *
 * @param {{ calendar?: string, numbering?: string }} [config] the language's
 */
export function activate(config = session.sama_calendar || {}) {
    deactivate();
    const jalali = config.calendar === "persian";
    const persianDigits = config.numbering === "arabext";
    Object.assign(calendarState, {jalali, persianDigits});
    // A Persian language may be set to the Gregorian calendar: CLDR would still
    // show Jalali dates in half of the places.
    const isPersian = /^fa\b/.test((localization.code || "").replace("_", "-"));
    if (jalali || persianDigits || (isPersian && config.calendar)) {
        undo = activators.map((activator) => activator(calendarState));
    }
}
