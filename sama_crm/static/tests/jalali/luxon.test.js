import {describe, expect, test} from "@odoo/hoot";
import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    formatDateTime,
    serializeDate,
    serializeDateTime,
    toLocaleDateString,
    toLocaleDateTimeString,
} from "@web/core/l10n/dates";
import {deactivate} from "@sama_crm/jalali/jalali_state";
import {useJalali} from "./jalali_test_helpers";

const {DateTime, Settings} = luxon;

describe.current.tags("headless");

describe("Persian user", () => {
    useJalali();

    test("what is sent is Gregorian ISO", () => {
        const day = deserializeDate("2025-03-20");
        expect(formatDate(day)).toBe("۱۴۰۳/۱۲/۳۰");
        expect(serializeDate(day)).toBe("2025-03-20");
        const instant = deserializeDateTime("2025-03-20 20:30:00");
        expect(formatDateTime(instant)).toBe("۱۴۰۴/۰۱/۰۱ ۰۰:۰۰:۰۰");
        expect(serializeDateTime(instant)).toBe("2025-03-20 20:30:00");
        expect(serializeDate(DateTime.local(2025, 3, 20))).toBe("2025-03-20");
        expect(serializeDateTime(DateTime.local(2025, 3, 20))).toBe(
            "2025-03-19 20:30:00"
        );
    });

    test("machine formats stay Gregorian, in Latin digits", () => {
        const day = DateTime.fromISO("2025-03-20T10:05:09");
        expect(day.toFormat("yyyy-MM-dd")).toBe("2025-03-20");
        expect(day.toFormat("yyyy-LL-dd HH:mm:ss")).toBe("2025-03-20 10:05:09");
        expect(day.toFormat("MM/dd/yyyy", {numberingSystem: "latn"})).toBe(
            "03/20/2025"
        );
        expect(day.reconfigure({numberingSystem: "latn"}).toFormat("MM/yyyy")).toBe(
            "03/2025"
        );
        expect(day.toFormat("yyyy/MM", {outputCalendar: "gregory"})).toBe("۲۰۲۵/۰۳");
        expect(day.toISODate()).toBe("2025-03-20");
        expect(day.toSQLDate()).toBe("2025-03-20");
        expect(JSON.stringify(day.toUTC())).toBe('"2025-03-20T06:35:09.000Z"');
    });

    test("Luxon still computes in Gregorian", () => {
        const day = DateTime.fromISO("2025-03-20");
        expect([day.year, day.month, day.day, day.quarter]).toEqual([2025, 3, 20, 1]);
        expect(day.startOf("month").toISODate()).toBe("2025-03-01");
        expect(day.plus({months: 1}).toISODate()).toBe("2025-04-20");
        expect(day.set({month: 1}).toISODate()).toBe("2025-01-20");
    });

    test("all tokens are Jalali", () => {
        const day = DateTime.fromISO("2025-03-20T14:05:09"); // Thursday
        expect(day.toFormat("yyyy/MM/dd HH:mm:ss")).toBe("۱۴۰۳/۱۲/۳۰ ۱۴:۰۵:۰۹");
        expect(day.toFormat("d MMMM yyyy")).toBe("۳۰ اسفند ۱۴۰۳");
        expect(day.toFormat("cccc d MMM")).toBe("پنجشنبه ۳۰ اسفند");
        expect(day.toFormat("DDDD")).toBe("پنجشنبه ۳۰ اسفند ۱۴۰۳");
        expect(day.toFormat("DDD")).toBe("۳۰ اسفند ۱۴۰۳");
        expect(day.toFormat("q qq o ooo kkkk")).toBe("۴ ۰۴ ۳۶۶ ۳۶۶ ۱۴۰۳");
        expect(day.toFormat("'o' W 'W'")).toBe("o ۱ W");
    });

    test("outside the agreed years a date is Gregorian, and says so", () => {
        expect(formatDate(deserializeDate("2123-03-20"))).toBe("۱۵۰۱/۱۲/۲۹");
        expect(formatDate(deserializeDate("2123-03-21"))).toBe("۲۱۲۳/۰۳/۲۱ م");
        expect(formatDate(deserializeDate("9999-12-31"))).toBe("۹۹۹۹/۱۲/۳۱ م");
        expect(deserializeDate("1700-05-04").toFormat("HH:mm")).toBe("۰۰:۰۰");
        expect(toLocaleDateString(deserializeDate("2200-05-04"))).toBe("۴ مه ۲۲۰۰ م");
        expect(serializeDate(deserializeDate("9999-12-31"))).toBe("9999-12-31");
    });

    test("two dates of one day are equal, however they were made", () => {
        const sent = deserializeDate("2025-03-20");
        expect(sent.equals(DateTime.local(2025, 3, 20))).toBe(true);
        expect(sent.equals(DateTime.fromISO("2025-03-20"))).toBe(true);
    });

    test("the year is left out when it is this Jalali year", () => {
        expect(toLocaleDateString(deserializeDate("2026-11-20"))).toBe("۲۹ آبان");
        expect(toLocaleDateString(deserializeDate("2026-03-20"))).toBe("۲۹ اسفند ۱۴۰۴");
        expect(toLocaleDateString(deserializeDate("2027-03-20"))).toBe("۲۹ اسفند");
        const instant = deserializeDateTime("2026-03-20 10:00:00");
        expect(toLocaleDateTimeString(instant)).toInclude("۱۴۰۴");
        expect(toLocaleDateTimeString(instant)).toInclude("۱۳:۳۰");
        expect(toLocaleDateTimeString(instant, {showTime: false})).toBe(
            "۲۹ اسفند ۱۴۰۴"
        );
    });

    test("distances are told in days, Jalali months and years", () => {
        const at = (iso) => DateTime.fromISO(iso).toRelativeCalendar();
        expect(at("2026-11-24")).toBe("امروز");
        expect(at("2026-11-25")).toBe("فردا");
        expect(at("2026-11-21")).toBe("۳ روز پیش"); // in Aban: still days
        expect(at("2026-12-24")).toBe("ماه آینده"); // 3 Dey
        expect(at("2027-03-01")).toBe("۳ ماه بعد");
        expect(at("2025-11-01")).toBe("سال گذشته");
    });
});

describe("Latin digits", () => {
    useJalali({numbering: "latn"});

    test("the calendar does not decide the digits", () => {
        const day = deserializeDate("2025-03-20");
        expect(formatDate(day)).toBe("1403/12/30");
        expect(serializeDate(day)).toBe("2025-03-20");
        expect(day.toFormat("MM/yyyy", {numberingSystem: "latn"})).toBe("03/2025");
    });
});

describe("Persian language with the Gregorian calendar", () => {
    useJalali({calendar: "gregorian"});

    test("no Jalali date is left", () => {
        const day = deserializeDate("2025-03-20");
        expect(formatDate(day)).toBe("۲۰۲۵/۰۳/۲۰");
        expect(toLocaleDateString(day)).toBe("۲۰ مارس ۲۰۲۵");
        expect(serializeDate(day)).toBe("2025-03-20");
    });
});

describe("another language", () => {
    useJalali();

    test("everything is given back", () => {
        deactivate();
        Settings.defaultLocale = "en-US";
        const day = deserializeDate("2025-03-20");
        expect(day.toFormat("yyyy/MM/dd")).toBe("2025/03/20");
        expect(day.toLocaleString(DateTime.DATE_MED)).toBe("Mar 20, 2025");
        expect(Object.hasOwn(DateTime.prototype, "toFormat")).toBe(true);
        expect(Settings.defaultOutputCalendar).toBe(null);
    });
});
