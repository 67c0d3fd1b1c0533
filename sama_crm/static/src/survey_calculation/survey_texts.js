/** Figures of surveys in words and digits of the reader. */
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/core/utils/numbers";
import {formatInteger} from "@web/views/fields/formatters";

export {percentOf} from "@sama_crm/survey/survey_scores";

/** Nothing was answered, which is not 0. */
export const NOTHING = "–";

export const GROUPING_LABELS = {
    month: _t("Month"),
    surveyor: _t("Surveyor"),
    seller: _t("Salesperson"),
    person_group: _t("Person Group"),
    unit: _t("Unit of the Organisation"),
    category: _t("Product Category"),
};

const isMissing = (value) => value === null || value === undefined || value === false;

/** @param {number|null} value @returns {string} with one decimal where there is one */
export function scoreText(value) {
    return isMissing(value)
        ? NOTHING
        : formatFloat(value, {digits: [16, 1], trailingZeros: false});
}

/** @param {number|null} value @returns {string} a whole number */
export function countText(value) {
    return isMissing(value) ? NOTHING : formatInteger(Number(value));
}

/** @param {number|null} value @returns {string} with its sign before it */
export function signedText(value) {
    if (isMissing(value)) {
        return NOTHING;
    }
    const text = scoreText(Math.abs(value));
    if (Math.abs(value) < 0.05) {
        return text;
    }
    // The sign stands left of the number, in a Persian sentence as well.
    return `\u2066${value > 0 ? "+" : "−"}${text}\u2069`;
}

/** @param {number|null} value @returns {string} the class of a gain or a loss */
export function changeClass(value) {
    if (isMissing(value) || Math.abs(value) < 0.05) {
        return "text-muted";
    }
    return value > 0 ? "text-success" : "text-danger";
}

/**
 * @param {number|null} percent 0 to 100
 * @returns {string} the class of a good, middling or low score; never the only sign
 */
export function levelClass(percent) {
    if (isMissing(percent)) {
        return "";
    }
    if (percent >= 85) {
        return "o_sama_level_high";
    }
    return percent >= 50 ? "o_sama_level_middle" : "o_sama_level_low";
}
