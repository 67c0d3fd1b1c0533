/**
 * Counters. Odoo's templates print plain numbers in a hundred places (badges, groups,
 * "3 selected", attachments) that no formatter passes. They are shown in Persian
 * digits by the expression that prints them, which becomes part of the template when
 * it is compiled. Texts stay as they are: a code or a phone number is no number.
 */
import {App} from "@odoo/owl";
import {TranslatedString} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";
import {toPersianDigits} from "@sama_crm/jalali/jalali";
import {hasPersianDigits, onActivate} from "@sama_crm/jalali/jalali_state";

/** Where templates find the functions: they see no module. */
const NUMBER = "samaShowNumber";
const COUNTER = "samaShowCounter";
const PRINTING = ["t-esc", "t-out"];
// Read by programs, or typed by people.
const UNTOUCHED = "textarea, script, style, code, pre, [contenteditable]";
// "(12)" or "99+", put together from a text and a counter.
const R_COUNTER = /\b(\w*[cC]ounter|\w*[cC]ount|length)\b/;
const R_QUOTE = /['"`]/;

/** @param {any} value */
function showNumber(value) {
    if (!hasPersianDigits()) {
        return value;
    }
    const isNumber = typeof value === "number" || value instanceof Number;
    return isNumber ? toPersianDigits(String(value)).replace(".", "٫") : value;
}

/** @param {any} value a number, or a text that says how many */
function showCounter(value) {
    return typeof value === "string" && hasPersianDigits()
        ? toPersianDigits(value)
        : showNumber(value);
}

/**
 * @param {Element | string} template
 * @returns {Element} a copy that prints numbers in Persian digits
 */
function withPersianNumbers(template) {
    let root = template;
    if (typeof template === "string") {
        const xml = `<t>${template}</t>`;
        root = new DOMParser().parseFromString(xml, "text/xml").documentElement;
    } else {
        root = template.cloneNode(true);
    }
    for (const attribute of PRINTING) {
        for (const element of [root, ...root.querySelectorAll(`[${attribute}]`)]) {
            const expression = element.getAttribute(attribute)?.trim();
            // "0" is not a number here: it stands for the content of a t-call.
            if (!expression || expression === "0" || element.closest(UNTOUCHED)) {
                continue;
            }
            const isCounter = R_COUNTER.test(expression) && R_QUOTE.test(expression);
            const name = isCounter ? COUNTER : NUMBER;
            element.setAttribute(attribute, `window.${name}(${expression})`);
        }
    }
    return root;
}

patch(App.prototype, {
    _compileTemplate(name, template) {
        return super._compileTemplate(
            name,
            hasPersianDigits() ? withPersianNumbers(template) : template
        );
    },
});

patch(TranslatedString.prototype, {
    /** "%s records": the numbers that a translated text is filled with. */
    valueOf() {
        if (hasPersianDigits() && this.substitutions?.length) {
            this.substitutions = this.substitutions.map((value) =>
                value?.constructor === Object
                    ? Object.fromEntries(
                          Object.entries(value).map(([key, each]) => [
                              key,
                              showNumber(each),
                          ])
                      )
                    : showNumber(value)
            );
        }
        return super.valueOf();
    },
});

onActivate(({persianDigits}) => {
    if (!persianDigits) {
        return null;
    }
    Object.assign(window, {[NUMBER]: showNumber, [COUNTER]: showCounter});
    return null;
});
