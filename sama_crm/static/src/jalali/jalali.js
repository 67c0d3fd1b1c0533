/**
 * Arithmetic of the Jalali (Solar Hijri) calendar, free of Odoo.
 *
 * Values stay Gregorian everywhere in Odoo; Jalali exists only when a value
 * becomes text, when text becomes a value, and when a period is computed. This
 * file holds the periods and the digits. The conversion of a day is jalaali-js.
 *
 * "date" below is anything with the reading interface of a Luxon DateTime:
 * `year`, `month`, `day`, `set`, `plus`, `startOf`, `endOf`.
 */
import {
    isLeapJalaaliYear,
    jalaaliMonthLength,
    toGregorian as libToGregorian,
    toJalaali,
} from "@sama_crm/../lib/jalaali-js/jalaali";

/**
 * @typedef {{ year: number, month: number, day: number }} YMD
 */

/**
 * First and last Jalali years on which jalaali-js, jdatetime and the browser's
 * Intl agree for every day. Outside them a date is shown as Gregorian, marked.
 */
export const MIN_YEAR = 1178;
export const MAX_YEAR = 1501;

const MONTHS_PER_YEAR = 12;
const MONTHS_PER_QUARTER = 3;
const LATIN_ZERO = 0x30;
const PERSIAN_ZERO = 0x06f0;
const R_FOREIGN_DIGIT = /[٠-٩۰-۹]/g;
const R_LATIN_DIGIT = /[0-9]/g;

// ----------------------------------------------------------------------------
// Days
// ----------------------------------------------------------------------------

/**
 * @param {number} year Jalali year
 * @returns {boolean} whether the conversion of that year is agreed upon
 */
export function isSupportedYear(year) {
    return Number.isInteger(year) && year >= MIN_YEAR && year <= MAX_YEAR;
}

/**
 * @param {number} year Gregorian year
 * @param {number} month 1-12
 * @param {number} day 1-31
 * @returns {YMD | null} null outside the supported years
 */
export function toJalali(year, month, day) {
    if (!(year >= MIN_YEAR + 621 && year <= MAX_YEAR + 622)) {
        return null;
    }
    const {jy, jm, jd} = toJalaali(year, month, day);
    return isSupportedYear(jy) ? {year: jy, month: jm, day: jd} : null;
}

/**
 * @param {number} year Jalali year
 * @param {number} month 1-12
 * @param {number} day 1-31
 * @returns {YMD | null} Gregorian day, or null when there is no such Jalali day
 */
export function toGregorian(year, month, day) {
    if (!isValid(year, month, day)) {
        return null;
    }
    const {gy, gm, gd} = libToGregorian(year, month, day);
    return {year: gy, month: gm, day: gd};
}

/**
 * @param {number} year Jalali year
 * @returns {boolean} whether Esfand of that year has 30 days
 */
export function isLeap(year) {
    return isLeapJalaaliYear(year);
}

/**
 * @param {number} year Jalali year
 * @param {number} month 1-12
 * @returns {number} 29, 30 or 31
 */
export function monthLength(year, month) {
    return jalaaliMonthLength(year, month);
}

/**
 * @param {number} year Jalali year
 * @param {number} month
 * @param {number} day
 * @returns {boolean} whether the day exists, within the supported years
 */
export function isValid(year, month, day) {
    return (
        isSupportedYear(year) &&
        month >= 1 &&
        month <= MONTHS_PER_YEAR &&
        day >= 1 &&
        day <= monthLength(year, month)
    );
}

/**
 * @param {YMD} date Luxon DateTime
 * @returns {YMD | null} its Jalali day, null outside the supported years
 */
export function jalaliOf(date) {
    return toJalali(date.year, date.month, date.day);
}

// ----------------------------------------------------------------------------
// Periods
// ----------------------------------------------------------------------------

/**
 * @param {number} month 1-12
 * @returns {number} 1 (spring) to 4 (winter)
 */
export function quarterOfMonth(month) {
    return Math.ceil(month / MONTHS_PER_QUARTER);
}

/**
 * @param {number} year Jalali year
 * @param {number} month 1-12
 * @param {number} day
 * @returns {number} 1-366
 */
export function dayOfYear(year, month, day) {
    return (month - 1) * 30 + Math.min(month - 1, 6) + day;
}

/**
 * Week of the Jalali year: weeks begin on Saturday, week 1 holds 1 Farvardin.
 *
 * @param {import("luxon").DateTime} date
 * @returns {number | null} null outside the supported years
 */
export function weekOfYear(date) {
    const friday = jalaliOf(date.plus({days: (5 - date.weekday + 7) % 7}));
    return (
        friday &&
        Math.floor((dayOfYear(friday.year, friday.month, friday.day) - 1) / 7) + 1
    );
}

/**
 * @template T
 * @param {T} date
 * @param {number} year Jalali year
 * @param {number} month any integer: 13 is Farvardin of the next year
 * @param {number} day cut to the length of the month
 * @returns {T | null} the same time on that Jalali day
 */
function moveTo(date, year, month, day) {
    const months = year * MONTHS_PER_YEAR + month - 1;
    const newYear = Math.floor(months / MONTHS_PER_YEAR);
    const newMonth = months - newYear * MONTHS_PER_YEAR + 1;
    if (!isSupportedYear(newYear)) {
        return null;
    }
    const newDay = Math.min(day, monthLength(newYear, newMonth));
    return date.set(toGregorian(newYear, newMonth, newDay));
}

/**
 * @param {string} unit "month" or "months"...
 * @returns {string} singular
 */
function singular(unit) {
    return unit.replace(/s$/, "");
}

/**
 * First instant of the Jalali month, quarter (season) or year of a date.
 * Other units, and dates outside the supported years, are left to Luxon.
 *
 * @template T
 * @param {T} date
 * @param {string} unit
 * @returns {T}
 */
export function startOf(date, unit) {
    const jalali = jalaliOf(date);
    const firstMonth =
        jalali &&
        {
            month: jalali.month,
            quarter: (quarterOfMonth(jalali.month) - 1) * MONTHS_PER_QUARTER + 1,
            year: 1,
        }[singular(unit)];
    if (!firstMonth) {
        return date.startOf(unit);
    }
    return moveTo(date, jalali.year, firstMonth, 1).startOf("day");
}

/**
 * Last instant of the Jalali month, quarter (season) or year of a date.
 *
 * @template T
 * @param {T} date
 * @param {string} unit
 * @returns {T}
 */
export function endOf(date, unit) {
    const jalali = jalaliOf(date);
    const lastMonth =
        jalali &&
        {
            month: jalali.month,
            quarter: quarterOfMonth(jalali.month) * MONTHS_PER_QUARTER,
            year: MONTHS_PER_YEAR,
        }[singular(unit)];
    if (!lastMonth) {
        return date.endOf(unit);
    }
    return moveTo(date, jalali.year, lastMonth, 31).endOf("day");
}

/**
 * Adds a duration, counting years, quarters and months in Jalali. The day is cut
 * to the length of the month reached, as Luxon does: 31 Shahrivar plus one month
 * is 30 Mehr.
 *
 * @template T
 * @param {T} date
 * @param {Record<string, number>} duration units of Luxon, singular or plural
 * @returns {T}
 */
export function plus(date, duration) {
    let months = 0;
    const rest = {};
    for (const [unit, value] of Object.entries(duration)) {
        const factor = {year: MONTHS_PER_YEAR, quarter: MONTHS_PER_QUARTER, month: 1}[
            singular(unit)
        ];
        if (factor) {
            months += factor * value;
        } else {
            rest[unit] = value;
        }
    }
    const jalali = months && jalaliOf(date);
    let result = date;
    if (months) {
        result =
            (jalali && moveTo(date, jalali.year, jalali.month + months, jalali.day)) ||
            date.plus({months});
    }
    return result.plus(rest);
}

/**
 * @template T
 * @param {T} date
 * @param {Record<string, number>} duration
 * @returns {T}
 */
export function minus(date, duration) {
    return plus(
        date,
        Object.fromEntries(
            Object.entries(duration).map(([unit, value]) => [unit, -value])
        )
    );
}

/**
 * Sets Jalali year, month and day (and other units as Luxon does).
 *
 * @template T
 * @param {T} date
 * @param {Record<string, number>} values
 * @returns {T}
 */
export function set(date, values) {
    const jalali = jalaliOf(date);
    const {year, years, month, months, day, days, ...rest} = values;
    if (!jalali) {
        return date.set(values);
    }
    const moved = moveTo(
        date,
        year ?? years ?? jalali.year,
        month ?? months ?? jalali.month,
        day ?? days ?? jalali.day
    );
    return moved ? moved.set(rest) : date.set(values);
}

/**
 * Whether two dates fall in the same Jalali month, quarter or year.
 *
 * @param {import("luxon").DateTime} left
 * @param {import("luxon").DateTime} right
 * @param {"month" | "quarter" | "year"} unit
 * @returns {boolean}
 */
export function hasSame(left, right, unit) {
    return startOf(left, unit).toMillis() === startOf(right, unit).toMillis();
}

/**
 * The part of Luxon's DateTime that Odoo's search periods use, on Jalali periods.
 * `startOf` and `endOf` return real (Gregorian) DateTimes, which are what is sent.
 */
export class Moment {
    /** @param {import("luxon").DateTime} date */
    constructor(date) {
        this.date = date;
    }

    get jalali() {
        return jalaliOf(this.date);
    }

    get year() {
        return this.jalali?.year ?? this.date.year;
    }

    get month() {
        return this.jalali?.month ?? this.date.month;
    }

    get day() {
        return this.jalali?.day ?? this.date.day;
    }

    get quarter() {
        return quarterOfMonth(this.month);
    }

    /** @param {Record<string, number>} values */
    set(values) {
        return new Moment(set(this.date, values));
    }

    /** @param {Record<string, number>} duration */
    plus(duration) {
        return new Moment(plus(this.date, duration));
    }

    /** @param {Record<string, number>} duration */
    minus(duration) {
        return new Moment(minus(this.date, duration));
    }

    /** @param {string} unit */
    startOf(unit) {
        return startOf(this.date, unit);
    }

    /** @param {string} unit */
    endOf(unit) {
        return endOf(this.date, unit);
    }

    toFormat() {
        return this.date.toFormat(...arguments);
    }
}

// ----------------------------------------------------------------------------
// Digits and names
// ----------------------------------------------------------------------------

/**
 * @param {string} text
 * @returns {string} with the Persian (۰-۹) and Arabic (٠-٩) digits made Latin
 */
export function toLatinDigits(text) {
    return text.replace(R_FOREIGN_DIGIT, (digit) =>
        // the low four bits of both digit blocks are the value of the digit
        String.fromCharCode(LATIN_ZERO + (digit.charCodeAt(0) & 0xf))
    );
}

/**
 * @param {string} text
 * @returns {string} with the Latin digits made Persian
 */
export function toPersianDigits(text) {
    return text.replace(R_LATIN_DIGIT, (digit) =>
        String.fromCharCode(PERSIAN_ZERO + Number(digit))
    );
}

/**
 * @param {string} locale BCP 47
 * @param {"long" | "short"} [width="long"]
 * @returns {string[]} twelve names, Farvardin first
 */
export function monthNames(locale, width = "long") {
    const formatter = new Intl.DateTimeFormat(locale, {
        calendar: "persian",
        month: width,
        timeZone: "UTC",
    });
    return Array.from({length: MONTHS_PER_YEAR}, (_, index) => {
        const {year, month, day} = toGregorian(1403, index + 1, 1);
        return formatter.format(Date.UTC(year, month - 1, day, 12));
    });
}
