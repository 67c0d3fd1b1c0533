import {describe, expect, test} from "@odoo/hoot";
import {
    ConversionError,
    parseDate,
    parseDateTime,
    serializeDate,
    serializeDateTime,
} from "@web/core/l10n/dates";
import {parseTime} from "@web/core/l10n/time";
import {refusalBus} from "@sama_crm/jalali/dates_patch";
import {deactivate} from "@sama_crm/jalali/jalali_state";
import {useJalali} from "./jalali_test_helpers";

describe.current.tags("headless");

describe("Persian user", () => {
    useJalali(); // today is 1405/09/03 = 2026-11-24

    test("dates, as people type them", () => {
        const table = {
            "1405/9/3": "2026-11-24",
            "1405/09/03": "2026-11-24",
            "۱۴۰۵/۰۹/۰۳": "2026-11-24",
            "١٤٠٥/٠٩/٠٣": "2026-11-24",
            "۱۴۰۵-۹-۳": "2026-11-24",
            "1405.9.3": "2026-11-24",
            "1405 9 3": "2026-11-24",
            "05/9/3": "2026-11-24",
            "70/5/3": "1991-07-25",
            "3/9/1405": "2026-11-24",
            "3/9": "2026-11-24",
            "۳/۹": "2026-11-24",
            "9/31": "invalid",
            "6/31": "2026-09-22",
            3: "2026-11-24",
            "۱۵": "2026-12-06",
            14050903: "2026-11-24",
            "050903": "2026-11-24",
            14030230: "2024-05-19",
            "۳ آذر ۱۴۰۵": "2026-11-24",
            "3 آذر": "2026-11-24",
            "۳ اذر": "invalid",
            "\u200f۱۴۰۵/۰۹/۰۳\u200f": "2026-11-24",
            "1403/12/30": "2025-03-20",
            "1403/02/31": "2024-05-20",
            "1404/12/30": "invalid",
            "1404/07/31": "invalid",
            "1404/13/01": "invalid",
            "1404/00/10": "invalid",
            "1600/01/01": "invalid",
            "405/9/3": "invalid",
            "2025/03/20": "2025-03-20",
            "2025-03-20": "2025-03-20",
            "20/3/2025": "2025-03-20",
            "2025/02/30": "invalid",
            "۲۱۲۳/۰۳/۲۱ م": "2123-03-21",
            "9999/12/31 م": "9999-12-31",
            "1600/01/01 م": "1600-01-01",
            salam: "invalid",
            "1405/9": "invalid",
        };
        for (const [text, expected] of Object.entries(table)) {
            let result;
            try {
                result = serializeDate(parseDate(text));
            } catch (error) {
                expect(error).toBeInstanceOf(ConversionError);
                result = "invalid";
            }
            expect(`${text} → ${result}`).toBe(`${text} → ${expected}`);
        }
    });

    test("dates with times", () => {
        const table = {
            "1405/9/3 14:30": "2026-11-24 11:00:00",
            "۱۴۰۵/۰۹/۰۳ ۱۴:۳۰:۱۵": "2026-11-24 11:00:15",
            "1405/9/3": "2026-11-23 20:30:00",
            "3/9 8": "2026-11-24 04:30:00",
            "۳ آذر ۱۴۰۵، ۱۴:۳۰": "2026-11-24 11:00:00",
            "1405/9/3 2:30 ب.ظ": "2026-11-24 11:00:00",
            "1400/04/01 12:00": "2021-06-22 07:30:00", // daylight saving, until 1401
            "2025-03-20T10:00:00": "2025-03-20 06:30:00",
        };
        for (const [text, expected] of Object.entries(table)) {
            const result = serializeDateTime(parseDateTime(text));
            expect(`${text} → ${result}`).toBe(`${text} → ${expected}`);
        }
        expect(() => parseDateTime("1405/9/3 99:99")).toThrow(ConversionError);
        const utc = parseDateTime("1405/9/3 14:30", {tz: "UTC"});
        expect(serializeDateTime(utc)).toBe("2026-11-24 14:30:00");
    });

    test("smart dates count in Jalali", () => {
        const table = {
            "+7d": "2026-12-01",
            "+۷": "2026-12-01",
            "-1": "2026-11-23",
            "+1m": "2026-12-24", // 3 Dey
            "-9m": "2026-02-22", // 3 Esfand 1404
            "+1y": "2027-11-24", // 1406/09/03
            "=1d": "2026-11-22", // 1 Azar
            "=1": "2026-11-22",
            "=1m =1d": "2026-03-21", // 1 Farvardin
            "today +1m -1d": "2026-12-23",
            "=saturday": "2026-11-21",
            "+2w": "2026-12-08",
            today: "2026-11-24",
            امروز: "2026-11-24",
            فردا: "2026-11-25",
            "+۲ هفته": "2026-12-08",
            "+ ۱ ماه": "2026-12-24",
        };
        for (const [text, expected] of Object.entries(table)) {
            const result = serializeDate(parseDate(text));
            expect(`${text} → ${result}`).toBe(`${text} → ${expected}`);
        }
    });

    test("a day that does not exist is refused with the reason", () => {
        const messages = [];
        const listener = ({detail}) => messages.push(detail);
        refusalBus.addEventListener("refused", listener);
        expect(() => parseDate("1404/12/30")).toThrow(ConversionError);
        expect(() => parseDate("1404/13/01")).toThrow(ConversionError);
        expect(() => parseDate("1600/01/01")).toThrow(ConversionError);
        refusalBus.removeEventListener("refused", listener);
        expect(messages).toEqual([
            "۱۴۰۴/۱۲/۳۰ does not exist; اسفند ۱۴۰۴ has 29 days.",
            "۱۴۰۴/۱۳/۰۱ does not exist; a year has twelve months.",
            "۱۶۰۰/۰۱/۰۱ is outside the years ۱۱۷۸ to ۱۵۰۱.",
        ]);
    });

    test("what is shown is read back", () => {
        const values = [
            "2025-03-20",
            "2025-03-21",
            "2123-03-21",
            "1799-03-20",
            "9999-12-31",
        ];
        for (const value of values) {
            const day = luxon.DateTime.fromISO(value);
            expect(serializeDate(parseDate(day.toFormat("yyyy/MM/dd")))).toBe(value);
            expect(
                serializeDate(
                    parseDate(day.toFormat("dd/MM/yyyy"), {format: "dd/MM/yyyy"})
                )
            ).toBe(value);
        }
    });

    test("times in any digits", () => {
        expect(parseTime("۱۴:۳۰").toObject()).toEqual({
            hour: 14,
            minute: 30,
            second: 0,
        });
        expect(parseTime("١٤:٣٠").toString()).toBe("۱۴:۳۰");
    });
});

describe("another language", () => {
    useJalali();

    test("the original parser answers", () => {
        deactivate();
        expect(serializeDate(parseDate("2026/11/24"))).toBe("2026-11-24");
        expect(() => parseDate("۲۰۲۶/۱۱/۲۴")).toThrow(ConversionError);
        expect(serializeDate(parseDate("+1m"))).toBe("2026-12-24");
        expect(serializeDate(parseDate("=1d"))).toBe("2026-11-01");
    });
});
