/** Numbers: any of three digit sets is read, the language's is shown. */
import {localization} from "@web/core/l10n/localization";
import {registry} from "@web/core/registry";
import {toLatinDigits, toPersianDigits} from "@sama_crm/jalali/jalali";
import {hasPersianDigits, isJalali, onActivate} from "@sama_crm/jalali/jalali_state";
import {wrapExports} from "@sama_crm/jalali/jalali_wraps";

/**
 * A number as Persian writes it: its digits, ٬ between thousands, ٫ before decimals.
 *
 * @param {string} text a number formatted by the language's separators
 */
function toPersianNumber(text) {
    const {thousandsSep, decimalPoint} = localization;
    return toPersianDigits(text)
        .replace(/(?<=[۰-۹])[^۰-۹](?=[۰-۹])/g, (sign) => {
            if (sign === thousandsSep) {
                return "٬";
            }
            return sign === decimalPoint ? "٫" : sign;
        })
        .replace(/%$/, "٪");
}

/** @param {Function} original a formatter */
function show(original, ...args) {
    const text = original(...args);
    return hasPersianDigits() && typeof text === "string"
        ? toPersianNumber(text)
        : text;
}

/**
 * The same number for a program: Latin digits, no thousands sign.
 *
 * @param {string} text a number in any of the three digit sets
 * @param {string} [decimalPoint] what the program expects before decimals
 */
function toLatinNumber(text, decimalPoint = ".") {
    return toLatinDigits(text)
        .replaceAll("٬", "")
        .replaceAll("٫", decimalPoint)
        .replaceAll("٪", "%");
}

/**
 * @param {Function} original a parser
 * @param {string} value
 */
function read(original, value, ...args) {
    if (typeof value === "string" && (isJalali() || hasPersianDigits())) {
        value = toLatinNumber(value, localization.decimalPoint);
    }
    return original(value, ...args);
}

wrapExports("@web/core/utils/numbers", ["formatFloat", "humanNumber"], show);
wrapExports(
    "@web/views/fields/formatters",
    ["formatFloatTime", "formatInteger", "formatPercentage", "formatX2many"],
    show
);
wrapExports(
    "@web/views/fields/parsers",
    [
        "parseFloat",
        "parseFloatTime",
        "parseInteger",
        "parseMonetary",
        "parsePercentage",
    ],
    read
);

/**
 * The registries hold the original functions, whatever their module exports.
 *
 * @param {string} category
 * @param {string[]} keys
 * @param {Function} wrapper
 */
function wrapRegistry(category, keys, wrapper) {
    const entries = registry.category(category);
    for (const key of keys.filter((name) => entries.contains(name))) {
        const original = entries.get(key);
        const wrapped = (...args) => wrapper(original, ...args);
        entries.add(key, Object.assign(wrapped, original), {force: true});
    }
}

export function wrapNumberRegistries() {
    wrapRegistry(
        "formatters",
        [
            "float_time",
            "integer",
            "many2one_reference_integer",
            "percentage",
            "one2many",
            "many2many",
        ],
        show
    );
    wrapRegistry(
        "parsers",
        [
            "float",
            "float_time",
            "integer",
            "many2one_reference",
            "monetary",
            "percentage",
        ],
        read
    );
}

// Some modules read their own display back (`parseFloat(formatFloat(quantity))` in
// the product catalog and in stock): the language's parser must know the digits.
onActivate(({persianDigits}) => {
    if (!persianDigits) {
        return null;
    }
    const originals = {
        parseFloat: globalThis.parseFloat,
        parseInt: globalThis.parseInt,
    };
    for (const [name, original] of Object.entries(originals)) {
        globalThis[name] = (text, ...args) =>
            original(typeof text === "string" ? toLatinNumber(text) : text, ...args);
    }
    return () => Object.assign(globalThis, originals);
});
