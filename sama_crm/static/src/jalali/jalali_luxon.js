/**
 * Luxon for a Jalali user: text is Jalali, machine text stays Gregorian ISO.
 *
 * Only methods that make text are touched. `year`, `month`, `startOf`, `plus` stay
 * Gregorian: models, domains and charts count on it.
 */
import {patch} from "@web/core/utils/patch";
import {
    dayOfYear,
    jalaliOf,
    quarterOfMonth,
    toPersianDigits,
    weekOfYear,
} from "@sama_crm/jalali/jalali";
import {calendarState, onActivate} from "@sama_crm/jalali/jalali_state";

const {DateTime, Settings} = luxon;

/** Follows a date that is shown as Gregorian to a Jalali user («م» = میلادی). */
export const GREGORIAN_MARK = " م";

// Written by and for programs: keys, file names, what is sent to a server.
const R_MACHINE_FORMAT = /^yyyy-(MM|LL)-dd/;
const R_TOKENS = /'[^']*'|([a-zA-Z])\1*|[^a-zA-Z']+|'/g;
const R_SHOWS_YEAR = /^(y+|D+|[fF]+)$/;
// Days up to which a distance is told in days, whatever month they fall in.
const RELATIVE_DAYS = 27;

/**
 * @param {number} number
 * @param {number} [width=1]
 * @returns {string} luxon literal
 */
function literal(number, width = 1) {
    const text = String(number).padStart(width, "0");
    return `'${calendarState.persianDigits ? toPersianDigits(text) : text}'`;
}

/**
 * Replaces the tokens that Luxon computes in Gregorian, or orders wrongly.
 *
 * @param {import("luxon").DateTime} date
 * @param {{ year: number, month: number, day: number }} jalali
 * @param {string} format
 */
function jalaliFormat(date, {year, month, day}, format) {
    const number = dayOfYear(year, month, day);
    const week = weekOfYear(date) ?? date.weekNumber;
    const tokens = {
        q: () => literal(quarterOfMonth(month)),
        qq: () => literal(quarterOfMonth(month), 2),
        o: () => literal(number),
        ooo: () => literal(number, 3),
        W: () => literal(week),
        WW: () => literal(week, 2),
        n: () => literal(week),
        nn: () => literal(week, 2),
        kk: () => literal(year % 100, 2),
        kkkk: () => literal(year),
        ii: () => literal(year % 100, 2),
        iiii: () => literal(year),
        DDDD: () => "cccc d MMMM yyyy",
        ffff: () => "cccc d MMMM yyyy, H:mm",
        FFFF: () => "cccc d MMMM yyyy, H:mm:ss",
    };
    return format.replace(R_TOKENS, (token) => tokens[token]?.() ?? token);
}

/**
 * @param {string} format
 * @returns {boolean}
 */
function showsYear(format) {
    return (format.match(R_TOKENS) || []).some((token) => R_SHOWS_YEAR.test(token));
}

/** What a Jalali user gets from the methods of DateTime that make text. */
const jalaliDateTime = {
    /**
     * @param {string} format
     * @param {import("luxon").LocaleOptions} [options]
     */
    toFormat(format, options = {}) {
        if (
            !this.isValid ||
            options.outputCalendar ||
            this.outputCalendar !== "persian"
        ) {
            return super.toFormat(...arguments);
        }
        const isMachine =
            options.numberingSystem === "latn" ||
            (calendarState.persianDigits && this.numberingSystem === "latn") ||
            R_MACHINE_FORMAT.test(format);
        if (isMachine) {
            return super.toFormat(format, {
                ...options,
                numberingSystem: "latn",
                outputCalendar: "gregory",
            });
        }
        const jalali = jalaliOf(this);
        if (!jalali) {
            const text = super.toFormat(format, {
                ...options,
                outputCalendar: "gregory",
            });
            return showsYear(format) ? text + GREGORIAN_MARK : text;
        }
        return super.toFormat(jalaliFormat(this, jalali, format), options);
    },

    /**
     * @param {Intl.DateTimeFormatOptions} [format]
     * @param {import("luxon").LocaleOptions} [options]
     */
    toLocaleString(format = DateTime.DATE_SHORT, options = {}) {
        if (
            !this.isValid ||
            options.outputCalendar ||
            this.outputCalendar !== "persian" ||
            jalaliOf(this)
        ) {
            return super.toLocaleString(format, options);
        }
        const text = super.toLocaleString(format, {
            ...options,
            outputCalendar: "gregory",
        });
        return format.year || format.dateStyle ? text + GREGORIAN_MARK : text;
    },

    /**
     * "tomorrow", "in 3 days", "next month", "last year": months and years are
     * Jalali, and a short distance is told in days.
     *
     * @param {import("luxon").ToRelativeCalendarOptions} [options]
     */
    toRelativeCalendar(options = {}) {
        const base = options.base || DateTime.fromObject({}, {zone: this.zone});
        const here = this.isValid && jalaliOf(this);
        const there = here && jalaliOf(base);
        if (options.unit || !there) {
            return super.toRelativeCalendar(...arguments);
        }
        const days = Math.round(
            this.startOf("day").diff(base.startOf("day"), "days").days
        );
        const months = (here.year - there.year) * 12 + here.month - there.month;
        let distance = [months, "month"];
        if (Math.abs(days) <= RELATIVE_DAYS || !months) {
            distance = [days, "day"];
        } else if (Math.abs(months) >= 12 && here.year !== there.year) {
            distance = [here.year - there.year, "year"];
        }
        const locale = options.locale || this.locale;
        const digits = calendarState.persianDigits ? "arabext" : "latn";
        return new Intl.RelativeTimeFormat(`${locale}-u-nu-${digits}`, {
            numeric: "auto",
        }).format(...distance);
    },
};

onActivate(({jalali, persianDigits}) => {
    const {defaultOutputCalendar, defaultNumberingSystem} = Settings;
    Settings.defaultOutputCalendar = jalali ? "persian" : "gregory";
    if (persianDigits) {
        Settings.defaultNumberingSystem = "arabext";
    }
    const unpatch = jalali && patch(DateTime.prototype, jalaliDateTime);
    return () => {
        unpatch && unpatch();
        Object.assign(Settings, {defaultOutputCalendar, defaultNumberingSystem});
    };
});
