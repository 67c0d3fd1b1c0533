/**
 * Reads what a person types for a date, free of Odoo and of Luxon.
 *
 * Accepted, in any of the three digit sets: 1405/9/3, 05/9/3, 3/9/1405, 3/9 (this
 * year), 3 (this month), 14050903, «۳ آذر ۱۴۰۵», «۳ آذر», each with a time after it.
 * A year of 1700 or more, or a text marked «م», is Gregorian.
 */
import {isSupportedYear, isValid, toLatinDigits} from "@sama_crm/jalali/jalali";

/**
 * @typedef {{ year: number, month: number, day: number, gregorian: boolean, time: string }}
 *  ReadDate
 *
 * @typedef {"ymd" | "dmy" | "mdy"} Order of the language's date format
 */

const FIRST_GREGORIAN_YEAR = 1700;
const YEARS_AHEAD = 20;

const R_INVISIBLE = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const R_GREGORIAN_MARK = /([\d\s])(م|میلادی)$/;
const R_TIME = "(?:[\\sT,،]+(?:ساعت\\s*)?(?<time>\\d.*))?$";
const R_THREE = new RegExp(
    `^(?<a>\\d{1,4})(?<separator>\\s*[/.\\-]\\s*|\\s+)(?<b>\\d{1,2})\\k<separator>(?<c>\\d{1,4})${R_TIME}`
);
const R_NAMED = new RegExp(
    `^(?<day>\\d{1,2})\\s*(?<name>\\p{L}[\\p{L}\\u200c]*)(?:[\\s,،]*(?<year>\\d{4}))?${R_TIME}`,
    "u"
);
const R_TWO = new RegExp(`^(?<a>\\d{1,2})\\s*[/.\\-]\\s*(?<b>\\d{1,2})${R_TIME}`);
const R_SOLID = new RegExp(`^(?<digits>\\d{8}|\\d{6}|\\d{1,2})${R_TIME}`);

/** A day that the calendar does not have, e.g. 30 Esfand of a common year. */
export class NoSuchDayError extends Error {
    name = "NoSuchDayError";

    /** @param {ReadDate} date */
    constructor(date) {
        super(`${date.year}/${date.month}/${date.day}`);
        this.date = date;
    }
}

/**
 * @param {string} text
 * @returns {string} Latin digits, Persian letters, no invisible marks
 */
export function normalize(text) {
    return toLatinDigits(text)
        .replace(R_INVISIBLE, "")
        .replaceAll("ي", "ی")
        .replaceAll("ك", "ک")
        .trim();
}

/**
 * @param {string} format Luxon's, e.g. "yyyy/MM/dd"
 * @returns {Order | null} null when it holds no whole date
 */
export function orderOf(format) {
    const letters = format.replace(/'[^']*'/g, "").match(/[yMLd]/g) || [];
    const order = [...new Set(letters.map((letter) => (letter === "L" ? "m" : letter)))]
        .join("")
        .toLowerCase();
    return ["ymd", "dmy", "mdy"].includes(order)
        ? order
        : order.length === 3
          ? "ymd"
          : null;
}

/**
 * @param {string} year as typed: two or four digits
 * @param {number} thisYear Jalali
 * @returns {number}
 */
function fullYear(year, thisYear) {
    if (year.length > 2) {
        return Number(year);
    }
    const century = thisYear - (thisYear % 100);
    const candidate = century + Number(year);
    return candidate > thisYear + YEARS_AHEAD ? candidate - 100 : candidate;
}

/**
 * @param {Record<"a" | "b" | "c", string>} parts
 * @param {Order} order
 * @param {number} thisYear
 */
function readThree({a, b, c}, order, thisYear) {
    let [year, month, day] = [a, b, c];
    const yearIsLast = c.length > 2 || (a.length <= 2 && order !== "ymd");
    if (yearIsLast) {
        [year, month, day] = order === "mdy" ? [c, a, b] : [c, b, a];
    }
    return {year: fullYear(year, thisYear), month: Number(month), day: Number(day)};
}

/**
 * @param {Record<"a" | "b", string>} parts
 * @param {Order} order
 * @param {number} thisYear
 */
function readTwo({a, b}, order, thisYear) {
    let [day, month] = [Number(a), Number(b)];
    if (order === "mdy" || (month > 12 && day <= 12)) {
        [day, month] = [month, day];
    }
    return {year: thisYear, month, day};
}

/**
 * @param {string} digits
 * @param {Order} order
 * @param {{ year: number, month: number }} today
 */
function readSolid(digits, order, today) {
    if (digits.length <= 2) {
        return {year: today.year, month: today.month, day: Number(digits)};
    }
    const yearLength = digits.length - 4;
    const cut = order === "ymd" ? [yearLength, yearLength + 2] : [2, 4];
    const [a, b, c] = [
        digits.slice(0, cut[0]),
        digits.slice(...cut),
        digits.slice(cut[1]),
    ];
    return readThree({a, b, c}, order, today.year);
}

/**
 * @param {string} name normalized month name
 * @param {string[]} names of the language
 * @returns {number} 1-12, 0 when it is none
 */
function monthNumber(name, names) {
    const lower = name.toLowerCase();
    return (
        names.findIndex((monthName) => normalize(monthName).toLowerCase() === lower) + 1
    );
}

/**
 * @param {string} text
 * @param {Object} params
 * @param {Order} params.order
 * @param {{ year: number, month: number, day: number }} params.today Jalali
 * @param {string[]} params.names of the Jalali months
 * @returns {ReadDate | null} null when the text has not the shape of a date
 * @throws {NoSuchDayError} when it has, but there is no such day
 */
export function readDate(text, {order, today, names}) {
    let value = normalize(text);
    const marked = R_GREGORIAN_MARK.test(value);
    if (marked) {
        value = value.replace(R_GREGORIAN_MARK, "$1").trim();
    }
    let date = null;
    let match = null;
    if ((match = value.match(R_THREE))) {
        date = readThree(match.groups, order, today.year);
    } else if ((match = value.match(R_TWO))) {
        date = readTwo(match.groups, order, today.year);
    } else if ((match = value.match(R_SOLID))) {
        date = readSolid(match.groups.digits, order, today);
    } else if ((match = value.match(R_NAMED))) {
        const {day, name, year} = match.groups;
        const month = monthNumber(name, names);
        date = month && {year: Number(year || today.year), month, day: Number(day)};
    }
    if (!date) {
        return null;
    }
    const gregorian = marked || date.year >= FIRST_GREGORIAN_YEAR;
    const read = {...date, gregorian, time: match.groups.time || ""};
    if (
        !gregorian &&
        !(isSupportedYear(date.year) && isValid(date.year, date.month, date.day))
    ) {
        throw new NoSuchDayError(read);
    }
    return read;
}
