import {describe, expect, test} from "@odoo/hoot";
import {formatCurrency} from "@web/core/currency";
import {registry} from "@web/core/registry";
import {formatFloat, humanNumber} from "@web/core/utils/numbers";
import {
    formatFloatTime,
    formatInteger,
    formatPercentage,
} from "@web/views/fields/formatters";
import {
    parseFloat,
    parseFloatTime,
    parseInteger,
    parseMonetary,
    parsePercentage,
} from "@web/views/fields/parsers";
import {localization} from "@web/core/l10n/localization";
import {patchWithCleanup} from "@web/../tests/web_test_helpers";
import {deactivate} from "@sama_crm/jalali/jalali_state";
import {useJalali} from "./jalali_test_helpers";

describe.current.tags("headless");
useJalali();

function useGrouping() {
    patchWithCleanup(localization, {
        grouping: [3, 0],
        thousandsSep: ",",
        decimalPoint: ".",
    });
}

test("numbers are shown in Persian digits", () => {
    useGrouping();
    expect(formatFloat(1234567.5)).toBe("۱٬۲۳۴٬۵۶۷٫۵۰");
    expect(humanNumber(1500)).toBe("۲k");
    expect(formatInteger(1405)).toBe("۱٬۴۰۵");
    expect(formatInteger(false)).toBe("");
    expect(formatFloatTime(1.5)).toBe("۰۱:۳۰");
    expect(formatPercentage(0.25)).toBe("۲۵٪");
    expect(formatCurrency(12.5, 1)).toInclude("۱۲٫۵۰");
    for (const [key, value, expected] of [
        ["float", 1.5, "۱٫۵۰"],
        ["integer", 7, "۷"],
        ["monetary", 7, "۷٫۰۰"],
        ["float_time", 7, "۰۷:۰۰"],
    ]) {
        expect(registry.category("formatters").get(key)(value)).toBe(expected);
    }
});

test("options of the formatters survive", () => {
    const formatters = registry.category("formatters");
    expect(typeof formatters.get("integer").extractOptions).toBe("function");
    expect(typeof formatInteger.extractOptions).toBe("function");
});

test("numbers are read in three digit sets", () => {
    useGrouping();
    for (const text of [
        "1234.5",
        "۱۲۳۴.۵",
        "۱٬۲۳۴٫۵",
        "١٢٣٤٫٥",
        "۱,۲۳۴.۵",
        "1,۲۳٤.5",
    ]) {
        expect(parseFloat(text)).toBe(1234.5);
    }
    expect(parseInteger("۱۲")).toBe(12);
    expect(parsePercentage("۲۵٪")).toBe(0.25);
    expect(globalThis.parseFloat(formatFloat(1234.5))).toBe(1234.5);
    expect(parseMonetary("۱٬۰۰۰ ریال")).toBe(1000);
    expect(parseFloatTime("۱:۳۰")).toBe(1.5);
    expect(parseFloat("=۲*۳")).toBe(6);
    expect(parseInteger("+=۵", {allowOperation: true}).operand).toBe(5);
    expect(registry.category("parsers").get("monetary")("۵۰")).toBe(50);
    expect(() => parseFloat("۱۲ب")).toThrow();
});

test("what is shown is read back", () => {
    useGrouping();
    for (const value of [0, -12.25, 1234567.89]) {
        expect(parseFloat(formatFloat(value))).toBe(value);
    }
});

test("code that reads its own display back", () => {
    useGrouping();
    const {parseFloat: readFloat, parseInt: readInteger} = globalThis;
    expect(readFloat(formatFloat(12.5))).toBe(12.5);
    expect(readInteger("۱۲", 10)).toBe(12);
    expect(["10", "11"].map((text) => readInteger(text, 2))).toEqual([2, 3]);
    deactivate();
    expect(globalThis.parseFloat("۱۲")).toBe(NaN);
});

test("another language sees and types as before", () => {
    useGrouping();
    deactivate();
    expect(formatFloat(12.5)).toBe("12.50");
    expect(formatInteger(7)).toBe("7");
    expect(() => parseFloat("۱۲")).toThrow();
});
