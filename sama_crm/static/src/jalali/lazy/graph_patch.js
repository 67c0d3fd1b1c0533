import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {formatInteger} from "@web/views/fields/formatters";
import {patch} from "@web/core/utils/patch";
import {hasPersianDigits} from "@sama_crm/jalali/jalali_state";

// From here on the original shortens: 12.5k.
const LARGE = 1000;

patch(GraphRenderer.prototype, {
    /** Axis and tooltips: a whole number has no decimals. */
    formatValue(value, allIntegers, formatType) {
        const isPlain = !formatType && Math.abs(value) < LARGE;
        return isPlain && Number.isInteger(value) && hasPersianDigits()
            ? formatInteger(value)
            : super.formatValue(...arguments);
    },
});
