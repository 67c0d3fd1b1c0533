/** The picker's grids, titles and steps in Jalali. */
import {DateTimePicker} from "@web/core/datetime/datetime_picker";
import {isInRange, today} from "@web/core/l10n/dates";
import {localization} from "@web/core/l10n/localization";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";
import {
    endOf,
    isSupportedYear,
    jalaliOf,
    plus,
    set,
    startOf,
    toPersianDigits,
    weekOfYear,
} from "@sama_crm/jalali/jalali";
import {hasPersianDigits, isJalali} from "@sama_crm/jalali/jalali_state";

const {Info} = luxon;

/**
 * @typedef {import("@web/core/datetime/datetime_picker").DateItem} DateItem
 * @typedef {import("@web/core/datetime/datetime_picker").PrecisionInfo} PrecisionInfo
 */

const WEEKS = 6;
const DAYS = 7;
const FRIDAY = 5;
const YEARS_PER_GRID = 10;
const MARGIN = 1;

/** @param {number} number */
function label(number) {
    const text = String(number);
    return hasPersianDigits() ? toPersianDigits(text) : text;
}

/**
 * @param {number} year Jalali
 * @param {number} size 10 or 100
 */
function roundDown(year, size) {
    return Math.floor(year / size) * size;
}

/**
 * @param {Partial<DateItem>} item
 * @returns {DateItem}
 */
function toItem({range, isValid = true, ...item}) {
    return {
        id: range[0].toISODate(),
        includesToday: isInRange(today(), range),
        isOutOfRange: false,
        extraClass: undefined,
        ...item,
        // A picker without `isDateValid` gives undefined: valid, as in the original.
        isValid,
        range,
    };
}

/** @param {import("luxon").DateTime} date */
function startOfWeek(date) {
    return date.minus({days: (date.weekday - localization.weekStart + DAYS) % DAYS});
}

/** @type {PrecisionInfo} */
const days = {
    mainTitle: _t("Select month"),
    nextTitle: _t("Next month"),
    prevTitle: _t("Previous month"),
    step: {month: 1},
    getTitle: (date) => date.toFormat("MMMM yyyy"),
    getItems: (
        date,
        {maxDate, minDate, showWeekNumbers, isDateValid, dayCellClass}
    ) => {
        const month = [startOf(date, "month"), endOf(date, "month")];
        const firstDay = startOfWeek(month[0]);
        const weeks = Array.from({length: WEEKS}, (_w, week) => {
            const start = firstDay.plus({days: week * DAYS});
            return {
                number: label(weekOfYear(start.plus({days: 3})) ?? start.weekNumber),
                days: Array.from({length: DAYS}, (_d, index) => {
                    const day = start.plus({days: index});
                    const range = [day, day.endOf("day")];
                    return toItem({
                        isOutOfRange: !isInRange(day, month),
                        isValid:
                            isInRange(range, [minDate, maxDate]) && isDateValid?.(day),
                        label: label(jalaliOf(day)?.day ?? day.day),
                        range,
                        extraClass: `${dayCellClass?.(day) || ""} ${
                            day.weekday === FRIDAY ? "o_sama_friday" : ""
                        }`,
                    });
                }),
            };
        });
        const daysOfWeek = weeks[0].days.map(({range: [day]}) => [
            day.weekdayShort,
            day.weekdayLong,
            Info.weekdays("narrow", {locale: day.locale})[day.weekday - 1],
        ]);
        if (showWeekNumbers) {
            daysOfWeek.unshift(["", _t("Week numbers"), ""]);
        }
        return [{id: "__month__0", number: jalaliOf(date)?.month, daysOfWeek, weeks}];
    },
};

/** @type {PrecisionInfo} */
const months = {
    mainTitle: _t("Select year"),
    nextTitle: _t("Next year"),
    prevTitle: _t("Previous year"),
    step: {year: 1},
    getTitle: (date) => date.toFormat("yyyy"),
    getItems: (date, {maxDate, minDate}) => {
        const year = startOf(date, "year");
        return Array.from({length: 12}, (_m, index) => {
            const month = plus(year, {months: index});
            const range = [month, endOf(month, "month")];
            return toItem({
                isValid: isInRange(range, [minDate, maxDate]),
                label: month.toFormat("MMM"),
                range,
            });
        });
    },
};

/**
 * Grid of ten periods of years, with one more on each side.
 *
 * @param {import("luxon").DateTime} date
 * @param {number} size years in one period
 * @param {{ minDate: any, maxDate: any }} limits
 */
function yearGrid(date, size, {minDate, maxDate}) {
    const first = roundDown(jalaliOf(date).year, size * YEARS_PER_GRID);
    return Array.from(
        {length: YEARS_PER_GRID + 2 * MARGIN},
        (_y, index) => index - MARGIN
    )
        .map((index) => ({index, year: first + index * size}))
        .filter(({year}) => isSupportedYear(year))
        .map(({index, year}) => {
            const start = set(startOf(date, "year"), {year});
            const last = isSupportedYear(year + size - 1) ? year + size - 1 : year;
            const range = [start, endOf(set(start, {year: last}), "year")];
            return toItem({
                isOutOfRange: index < 0 || index >= YEARS_PER_GRID,
                isValid: isInRange(range, [minDate, maxDate]),
                label: label(year),
                range,
            });
        });
}

/**
 * @param {import("luxon").DateTime} date
 * @param {number} size
 */
function yearGridTitle(date, size) {
    const first = roundDown(jalaliOf(date).year, size * YEARS_PER_GRID);
    const margin = size * MARGIN;
    return `${label(first - margin)} - ${label(first + size * YEARS_PER_GRID)}`;
}

/** @type {PrecisionInfo} */
const years = {
    mainTitle: _t("Select decade"),
    nextTitle: _t("Next decade"),
    prevTitle: _t("Previous decade"),
    step: {year: 10},
    getTitle: (date) => yearGridTitle(date, 1),
    getItems: (date, limits) => yearGrid(date, 1, limits),
};

/** @type {PrecisionInfo} */
const decades = {
    mainTitle: _t("Select century"),
    nextTitle: _t("Next century"),
    prevTitle: _t("Previous century"),
    step: {year: 100},
    getTitle: (date) => yearGridTitle(date, 10),
    getItems: (date, limits) => yearGrid(date, 10, limits),
};

const LEVELS = {days, months, years, decades};

patch(DateTimePicker.prototype, {
    /** Outside the Jalali years the original, Gregorian, levels serve. */
    get activePrecisionLevel() {
        const isSupported = isJalali() && jalaliOf(this.state.focusDate || today());
        return isSupported ? LEVELS[this.state.precision] : super.activePrecisionLevel;
    },

    adjustFocus(values, focusedDateIndex) {
        if (!isJalali()) {
            super.adjustFocus(...arguments);
        } else if (this.shouldAdjustFocusDate || !this.state.focusDate) {
            const date =
                values[focusedDateIndex] || values[focusedDateIndex === 1 ? 0 : 1];
            this.shouldAdjustFocusDate = false;
            this.state.focusDate = this.clamp(startOf(date || today(), "month"));
        }
    },

    next(ev) {
        if (isJalali()) {
            ev.preventDefault();
            this.samaStep(1);
        } else {
            super.next(...arguments);
        }
    },

    previous(ev) {
        if (isJalali()) {
            ev.preventDefault();
            this.samaStep(-1);
        } else {
            super.previous(...arguments);
        }
    },

    /** @param {1 | -1} direction */
    samaStep(direction) {
        const [[unit, size]] = Object.entries(this.activePrecisionLevel.step);
        const date = plus(this.state.focusDate, {[unit]: size * direction});
        this.state.focusDate = this.clamp(date);
    },
});
