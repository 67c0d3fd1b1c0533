/** Texts that become dates, and dates that drop the year when it is this year. */
import {EventBus} from "@odoo/owl";
import {ConversionError} from "@web/core/l10n/dates";
import {localization} from "@web/core/l10n/localization";
import {parseTime} from "@web/core/l10n/time";
import {_t} from "@web/core/l10n/translation";
import {
    MAX_YEAR,
    MIN_YEAR,
    isSupportedYear,
    jalaliOf,
    minus,
    monthLength,
    monthNames,
    plus,
    set,
    toPersianDigits,
} from "@sama_crm/jalali/jalali";
import {
    NoSuchDayError,
    normalize,
    orderOf,
    readDate,
} from "@sama_crm/jalali/jalali_parse";
import {hasPersianDigits, isJalali} from "@sama_crm/jalali/jalali_state";
import {wrapExports} from "@sama_crm/jalali/jalali_wraps";

const {DateTime, Settings} = luxon;

/** Tells "refused" (detail: message) when a typed date is refused with a reason. */
export const refusalBus = new EventBus();

const R_SMART = /^(today|now)?(\s*[+\-=]\w+)*$/;
const R_JALALI_SMART_TERM = /^([+\-=])(\d+)([dmy])$/;
const R_UNITLESS = /^[+\-=]\d+$/;
const R_MACHINE = /^\d{4}-\d{2}-\d{2}T/;
const R_PM = /ب\s*\.?\s*ظ|بعد\s*از\s*ظهر|عصر|شب/;
const R_AM = /ق\s*\.?\s*ظ|قبل\s*از\s*ظهر|صبح/;
const SMART_UNITS = {d: "days", m: "months", y: "years"};
// What people type in Persian for the same.
const PERSIAN_SMART = [
    [/^(امروز)$/, "today"],
    [/^(فردا)$/, "today +1d"],
    [/^(پس\s*‌?\s*فردا)$/, "today +2d"],
    [/^(دیروز)$/, "today -1d"],
    [/^([+-]\s*\d+)\s*روز$/, "$1d"],
    [/^([+-]\s*\d+)\s*هفته$/, "$1w"],
    [/^([+-]\s*\d+)\s*ماه$/, "$1m"],
    [/^([+-]\s*\d+)\s*سال$/, "$1y"],
];

/** @param {number} number */
function digits(number, width = 1) {
    const text = String(number).padStart(width, "0");
    return hasPersianDigits() ? toPersianDigits(text) : text;
}

/**
 * @param {import("@sama_crm/jalali/jalali_parse").ReadDate} date
 * @returns {string} why it is refused
 */
function refusal({year, month, day}) {
    const text = `${digits(year)}/${digits(month, 2)}/${digits(day, 2)}`;
    if (!isSupportedYear(year)) {
        return _t("%(date)s is outside the years %(first)s to %(last)s.", {
            date: text,
            first: digits(MIN_YEAR),
            last: digits(MAX_YEAR),
        });
    }
    if (month < 1 || month > 12) {
        return _t("%(date)s does not exist; a year has twelve months.", {date: text});
    }
    const lengths = {29: _t("29 days"), 30: _t("30 days"), 31: _t("31 days")};
    return _t("%(date)s does not exist; %(month)s %(year)s has %(days)s.", {
        date: text,
        month: monthNames(Settings.defaultLocale)[month - 1],
        year: digits(year),
        days: lengths[monthLength(year, month)],
    });
}

/**
 * @param {string} value normalized
 * @returns {string}
 */
function translateSmart(value) {
    for (const [pattern, replacement] of PERSIAN_SMART) {
        if (pattern.test(value)) {
            return value.replace(pattern, replacement).replace(/([+-])\s+/, "$1");
        }
    }
    return value;
}

/**
 * Smart dates whose months and years are Jalali: "+1m", "today =1d", "=1m =1d".
 *
 * @param {string} value
 * @returns {import("luxon").DateTime | null} null when Jalali has no part in it
 */
function parseJalaliSmart(value) {
    const terms = value.split(/\s+/).filter(Boolean);
    let date = DateTime.local().startOf("second");
    if (["today", "now"].includes(terms[0])) {
        date = terms.shift() === "today" ? date.startOf("day") : date;
    }
    if (terms.length === 1) {
        terms[0] = terms[0].replace(R_UNITLESS, "$&d");
    }
    const matches = terms.map((term) => term.match(R_JALALI_SMART_TERM));
    if (!terms.length || !matches.every(Boolean)) {
        return null;
    }
    for (const [, operator, number, unit] of matches) {
        const amount = {[SMART_UNITS[unit]]: Number(number)};
        if (operator === "=") {
            date = set(date.startOf("day"), amount);
        } else {
            date = operator === "+" ? plus(date, amount) : minus(date, amount);
        }
    }
    return date;
}

/**
 * @param {string} text
 * @returns {{ hour: number, minute: number, second: number } | null}
 */
function readTime(text) {
    const latin = text.replace(R_PM, "pm").replace(R_AM, "am");
    return parseTime(latin, true)?.toObject() || null;
}

/**
 * @param {Function} original parseDateTime
 * @param {string} text
 * @param {import("@web/core/l10n/dates").ConversionOptions} options
 */
function parseJalali(original, text, options) {
    const order = orderOf(options.format || localization.dateTimeFormat);
    const value = translateSmart(normalize(text));
    if (!order || R_MACHINE.test(value)) {
        return original(value, options);
    }
    const zone = options.tz || "default";
    if (/[+\-=]\w|^(today|now)$/.test(value) && R_SMART.test(value)) {
        return parseJalaliSmart(value)?.setZone(zone) || original(value, options);
    }
    const today = jalaliOf(DateTime.local());
    const names = monthNames(Settings.defaultLocale);
    const read = readDate(value, {order, today, names});
    const time = read?.time ? readTime(read.time) : {};
    if (!read || !time) {
        throw new ConversionError(_t("'%s' is not a correct date or datetime", text));
    }
    const day = {year: read.year, month: read.month, day: read.day};
    const result = read.gregorian
        ? DateTime.fromObject({...day, ...time}, {zone})
        : set(DateTime.fromObject({hour: 0, ...time}, {zone}), day);
    if (!result.isValid || result.year > 9999) {
        throw new ConversionError(_t("'%s' is not a correct date or datetime", text));
    }
    return result;
}

/**
 * @param {Function} original parseDateTime or parseDate
 * @param {string} value
 * @param {import("@web/core/l10n/dates").ConversionOptions} [options]
 */
function parse(original, value, options = {}) {
    if (!value || (!isJalali() && !hasPersianDigits())) {
        return original(value, options);
    }
    if (!isJalali()) {
        return original(normalize(value), options);
    }
    try {
        return parseJalali(original, value, options);
    } catch (error) {
        if (!(error instanceof NoSuchDayError)) {
            throw error;
        }
        const message = refusal(error.date);
        refusalBus.trigger("refused", message);
        throw new ConversionError(message);
    }
}

wrapExports("@web/core/l10n/dates", "parseDateTime", parse);
wrapExports("@web/core/l10n/dates", "parseDate", (original, value, options = {}) => {
    const format = options.format || localization.dateFormat;
    const parsed = parse(original, value, {...options, format});
    return parsed && parsed.startOf("day");
});

// ----------------------------------------------------------------------------
// Display without the current year
// ----------------------------------------------------------------------------

/**
 * @param {import("luxon").DateTime} value
 * @returns {boolean}
 */
function isThisYear(value) {
    return jalaliOf(value)?.year === jalaliOf(DateTime.local()).year;
}

wrapExports("@web/core/l10n/dates", "toLocaleDateString", (original, value) => {
    if (!value || !isJalali()) {
        return original(value);
    }
    const format = {...DateTime.DATE_MED};
    if (isThisYear(value)) {
        delete format.year;
    }
    return value.toLocaleString(format);
});

wrapExports(
    "@web/core/l10n/dates",
    "toLocaleDateTimeString",
    (original, value, options) => {
        if (!value || !isJalali()) {
            return options ? original(value, options) : original(value);
        }
        const {
            showDate = true,
            showTime = true,
            showSeconds = false,
            tz,
        } = options || {};
        const format = {...DateTime.DATETIME_MED_WITH_SECONDS};
        const hidden = [
            !showSeconds && "second",
            ...(showDate ? [] : ["day", "month", "year"]),
            ...(showTime ? [] : ["hour", "minute", "second"]),
            isThisYear(value) && "year",
        ];
        for (const part of hidden.filter(Boolean)) {
            delete format[part];
        }
        return value.setZone(tz || "default").toLocaleString(format);
    }
);
