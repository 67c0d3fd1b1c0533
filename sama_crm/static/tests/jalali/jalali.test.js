import {describe, expect, test} from "@odoo/hoot";
import {
    MAX_YEAR,
    MIN_YEAR,
    Moment,
    endOf,
    isLeap,
    isValid,
    minus,
    monthNames,
    plus,
    set,
    startOf,
    toGregorian,
    toJalali,
    toLatinDigits,
    toPersianDigits,
    weekOfYear,
} from "@sama_crm/jalali/jalali";
import {NOWRUZ} from "./nowruz";

describe.current.tags("headless");

const {DateTime} = luxon;
const DAY = 86400000;

/** @param {string} iso */
const date = (iso) => DateTime.fromISO(iso, {zone: "utc"});

/** @param {import("luxon").DateTime} value */
const iso = (value) => value.toISODate();

test("every day of the supported years is the browser's", () => {
    const formatter = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", {
        year: "numeric",
        month: "numeric",
        day: "numeric",
        timeZone: "UTC",
    });
    const first = toGregorian(MIN_YEAR, 1, 1);
    const last = toGregorian(MAX_YEAR, 12, 30) || toGregorian(MAX_YEAR, 12, 29);
    const end = Date.UTC(last.year, last.month - 1, last.day);
    const differences = [];
    let count = 0;
    for (
        let ms = Date.UTC(first.year, first.month - 1, first.day);
        ms <= end;
        ms += DAY
    ) {
        const day = new Date(ms);
        const {
            year,
            month,
            day: number,
        } = toJalali(day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate());
        const back = toGregorian(year, month, number);
        const parts = Object.fromEntries(
            formatter.formatToParts(day).map(({type, value}) => [type, Number(value)])
        );
        const agrees =
            parts.year === year &&
            parts.month === month &&
            parts.day === number &&
            Date.UTC(back.year, back.month - 1, back.day) === ms;
        if (!agrees) {
            differences.push(day.toISOString());
        }
        count++;
    }
    expect(differences).toEqual([]);
    expect(count).toBe(118338);
});

test("the first day of each year is the one of the shared list", () => {
    const days = [];
    for (let year = MIN_YEAR; year <= MAX_YEAR; year++) {
        days.push(toGregorian(year, 1, 1).day);
    }
    expect(days.map((day) => day - 19).join("")).toBe(NOWRUZ);
});

test("outside the supported years there is no Jalali day", () => {
    expect(toJalali(1799, 3, 20)).toBe(null);
    expect(toJalali(1799, 3, 21)).toEqual({year: 1178, month: 1, day: 1});
    expect(toJalali(2123, 3, 20)).toEqual({year: 1501, month: 12, day: 29});
    expect(toJalali(2123, 3, 21)).toBe(null);
    expect(toJalali(1, 1, 1)).toBe(null);
    expect(toJalali(9999, 12, 31)).toBe(null);
    expect(toGregorian(1502, 1, 1)).toBe(null);
});

test("leap years and days that do not exist", () => {
    expect([1399, 1403, 1404, 1405, 1408].map(isLeap)).toEqual([
        true,
        true,
        false,
        false,
        true,
    ]);
    expect(isValid(1403, 12, 30)).toBe(true);
    expect(isValid(1404, 12, 30)).toBe(false);
    expect(isValid(1404, 7, 31)).toBe(false);
    expect(isValid(1404, 13, 1)).toBe(false);
    expect(isValid(1404, 0, 1)).toBe(false);
    expect(toGregorian(1403, 12, 30)).toEqual({year: 2025, month: 3, day: 20});
});

test("periods around the end of a leap year", () => {
    const day = date("2025-03-20T22:15:00"); // 1403/12/30
    expect(startOf(day, "month").toISO()).toBe("2025-02-19T00:00:00.000Z");
    expect(endOf(day, "month").toISO()).toBe("2025-03-20T23:59:59.999Z");
    expect(iso(startOf(day, "quarter"))).toBe("2024-12-21");
    expect(iso(endOf(day, "quarters"))).toBe("2025-03-20");
    expect(iso(startOf(day, "year"))).toBe("2024-03-20");
    expect(iso(endOf(day, "years"))).toBe("2025-03-20");
    expect(iso(startOf(date("2025-03-21"), "year"))).toBe("2025-03-21");
    expect(iso(startOf(day, "day"))).toBe("2025-03-20");
});

test("adding months and years", () => {
    const esfand30 = date("2025-03-20T10:00:00");
    expect(iso(plus(esfand30, {years: 1}))).toBe("2026-03-20"); // 1404/12/29
    expect(iso(plus(esfand30, {months: 1}))).toBe("2025-04-19"); // 1404/01/30
    expect(iso(plus(date("2026-09-22"), {months: 1}))).toBe("2026-10-22"); // 06/31 → 07/30
    expect(iso(minus(date("2026-04-20"), {months: 2}))).toBe("2026-02-19"); // 01/31 → 11/30
    expect(iso(plus(esfand30, {month: 1, days: 1}))).toBe("2025-04-20");
    expect(plus(esfand30, {months: 1}).hour).toBe(10);
    expect(iso(plus(date("2500-01-31"), {months: 1}))).toBe("2500-02-28");
});

test("setting year, month and day", () => {
    const day = date("2026-11-24T10:00:00"); // 1405/09/03
    expect(set(day, {year: 1403, month: 12, day: 30}).toISO()).toBe(
        "2025-03-20T10:00:00.000Z"
    );
    expect(iso(set(day, {month: 1}))).toBe("2026-03-23");
    expect(set(day, {day: 1, hour: 5}).toISO()).toBe("2026-11-22T05:00:00.000Z");
});

test("the façade of the search periods", () => {
    const moment = new Moment(date("2025-03-20T10:00:00"));
    expect([moment.year, moment.month, moment.day, moment.quarter]).toEqual([
        1403, 12, 30, 4,
    ]);
    const next = moment.plus({months: 1});
    expect([next.year, next.month, next.day]).toEqual([1404, 1, 30]);
    expect(moment.set({month: 7, year: 1402}).startOf("month").toISODate()).toBe(
        "2023-09-23"
    );
    expect(moment.startOf("year") instanceof DateTime).toBe(true);
});

test("weeks begin on Saturday, the first one holds 1 Farvardin", () => {
    expect(weekOfYear(date("2026-03-21"))).toBe(1); // Saturday, 1405/01/01
    expect(weekOfYear(date("2026-03-27"))).toBe(1);
    expect(weekOfYear(date("2026-03-28"))).toBe(2);
    expect(weekOfYear(date("2025-03-20"))).toBe(1); // 1403/12/30, in the week of 1404/01/01
    expect(weekOfYear(date("2025-03-14"))).toBe(52);
});

test("digits and names", () => {
    expect(toLatinDigits("۱۴۰۵/٠٩/٠٣ abc 12")).toBe("1405/09/03 abc 12");
    expect(toPersianDigits("1405/09/03")).toBe("۱۴۰۵/۰۹/۰۳");
    expect(monthNames("fa-IR")).toEqual([
        "فروردین",
        "اردیبهشت",
        "خرداد",
        "تیر",
        "مرداد",
        "شهریور",
        "مهر",
        "آبان",
        "آذر",
        "دی",
        "بهمن",
        "اسفند",
    ]);
});
