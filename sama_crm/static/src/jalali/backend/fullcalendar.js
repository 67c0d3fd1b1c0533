/**
 * FullCalendar, whose months are taught to be Jalali. Its markers are UTC instants
 * that stand for local times; weeks and days need no change.
 */
import {patch} from "@web/core/utils/patch";
import {jalaliOf, plus, startOf} from "@sama_crm/jalali/jalali";

const {DateTime} = luxon;
const FRIDAY = 5;

/** @param {Date} marker */
function toDateTime(marker) {
    return DateTime.fromJSDate(marker, {zone: "utc"});
}

/**
 * @param {Date} marker
 * @param {Record<string, number>} duration
 */
function add(marker, duration) {
    return plus(toDateTime(marker), duration).toJSDate();
}

/** @param {Date} marker */
function dayOf(marker) {
    const date = toDateTime(marker);
    return jalaliOf(date) || date;
}

/**
 * @param {Date} left
 * @param {Date} right
 * @returns {number | null} whole Jalali months between them
 */
function wholeMonths(left, right) {
    const [from, to] = [dayOf(left), dayOf(right)];
    const sameTime = (right - left) % 86400000 === 0;
    if (!sameTime || from.day !== to.day) {
        return null;
    }
    return (to.year - from.year) * 12 + to.month - from.month;
}

const jalaliDateEnv = {
    getYear: (marker) => dayOf(marker).year,
    getMonth: (marker) => dayOf(marker).month - 1,
    getDay: (marker) => dayOf(marker).day,
    add(marker, {years, months, days, milliseconds}) {
        return add(marker, {years, months, days, milliseconds});
    },
    subtract(marker, {years, months, days, milliseconds}) {
        return add(marker, {
            years: -years,
            months: -months,
            days: -days,
            milliseconds: -milliseconds,
        });
    },
    addYears: (marker, years) => add(marker, {years}),
    addMonths: (marker, months) => add(marker, {months}),
    diffWholeMonths: wholeMonths,
    diffWholeYears(left, right) {
        const months = wholeMonths(left, right);
        return months === null || months % 12 ? null : months / 12;
    },
    startOfYear: (marker) => startOf(toDateTime(marker), "year").toJSDate(),
    startOfMonth: (marker) => startOf(toDateTime(marker), "month").toJSDate(),
};

const jalaliDateProfileGenerator = {
    /** "Show weekends" is about Friday. */
    initHiddenDays() {
        if (this.props.weekends === false) {
            const hiddenDays = [...(this.props.hiddenDays || []), FRIDAY];
            this.props = {...this.props, weekends: true, hiddenDays};
        }
        return super.initHiddenDays(...arguments);
    },
};

let uninstall = null;

/** To be called when the library is loaded, for a Jalali user. */
export function installJalaliFullCalendar() {
    if (uninstall) {
        return;
    }
    const {DateEnv, DateProfileGenerator} = globalThis.FullCalendar.Internal;
    const unpatch = [
        patch(DateEnv.prototype, jalaliDateEnv),
        patch(DateProfileGenerator.prototype, jalaliDateProfileGenerator),
    ];
    uninstall = () => unpatch.forEach((undo) => undo());
}

/** Gives the library its own calendar back. */
export function uninstallJalaliFullCalendar() {
    uninstall?.();
    uninstall = null;
}
