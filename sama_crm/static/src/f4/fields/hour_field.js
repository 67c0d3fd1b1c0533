import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloatTime} from "@web/views/fields/formatters";
import {
    FloatTimeField,
    floatTimeField,
} from "@web/views/fields/float_time/float_time_field";
import {useInputField} from "@web/views/fields/input_field_hook";
import {InvalidNumberError} from "@web/views/fields/parsers";
import {latinDigits} from "../f4_keys";

/**
 * Read an hour as people type it: 14, 1430, 14:30, ۱۴:۳۰, 14.5; nothing is no hour.
 *
 * @param {string} text
 * @returns {number} 14.5 is 14:30; 0 is no hour
 * @throws {InvalidNumberError}
 */
export function parseHour(text) {
    const latin = latinDigits(text.trim()).replace("٫", ".");
    if (!latin) {
        return 0;
    }
    const match = /^(\d{1,2})(?::?(\d{2}))?$/.exec(latin);
    const hour = match ? Number(match[1]) + Number(match[2] || 0) / 60 : Number(latin);
    const isMinute = !match || Number(match[2] || 0) < 60;
    if (!(hour >= 0 && hour < 24) || !isMinute) {
        throw new InvalidNumberError(`"${text}" is not an hour of the day`);
    }
    return hour;
}

export class HourField extends FloatTimeField {
    setup() {
        this.inputFloatTimeRef = useInputField({
            getValue: () => this.formattedValue,
            refName: "numpadDecimal",
            parse: parseHour,
        });
    }

    get formattedValue() {
        const value = this.props.record.data[this.props.name];
        return value ? formatFloatTime(value) : "";
    }
}

registry.category("fields").add("sama_hour", {
    ...floatTimeField,
    component: HourField,
    displayName: _t("Hour of the Day"),
});
