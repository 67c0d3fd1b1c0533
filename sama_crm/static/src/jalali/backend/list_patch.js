/** Columns show «۱۴۰۵/۰۹/۰۳»: of one width, compared at a glance. */
import {formatDate} from "@web/core/l10n/dates";
import {localization} from "@web/core/l10n/localization";
import {patch} from "@web/core/utils/patch";
import {floatField} from "@web/views/fields/float/float_field";
import {monetaryField} from "@web/views/fields/monetary/monetary_field";
import {ListDateTimeField} from "@web/views/fields/datetime/list_datetime_field";
import {ListRenderer} from "@web/views/list/list_renderer";
import {isJalali, onActivate} from "@sama_crm/jalali/jalali_state";

/**
 * @param {import("luxon").DateTime} value
 * @param {{ showTime?: boolean, showSeconds?: boolean }} options
 */
function formatColumn(value, {showTime, showSeconds}) {
    const time = showTime ? ` HH:mm${showSeconds ? ":ss" : ""}` : "";
    return formatDate(value, {format: localization.dateFormat + time});
}

patch(ListRenderer.prototype, {
    getFormattedValue(column, record) {
        const {type} = record.fields[column.name];
        const value = record.data[column.name];
        const isDate = type === "date" || type === "datetime";
        if (
            !isJalali() ||
            !isDate ||
            !value ||
            column.options.enable_formatting === false
        ) {
            return super.getFormattedValue(...arguments);
        }
        return formatColumn(value, {
            showTime: type === "datetime" && column.options.show_time !== false,
            showSeconds: column.options.show_seconds,
        });
    },
});

patch(ListDateTimeField.prototype, {
    getFormattedValue(valueIndex) {
        const value = this.values[valueIndex];
        if (!isJalali() || !value) {
            return super.getFormattedValue(...arguments);
        }
        return formatColumn(value, {
            showTime: this.field.type === "datetime" && this.props.showTime,
            showSeconds: this.props.showSeconds,
        });
    },
});

// A price in rial has four digits more than Odoo's columns are made for.
const WIDTHS = new Map([
    [floatField, 125],
    [monetaryField, 155],
]);

onActivate(({persianDigits}) => {
    if (!persianDigits) {
        return null;
    }
    WIDTHS.forEach((width, field) => (field.listViewWidth = width));
    return () => WIDTHS.forEach((_width, field) => delete field.listViewWidth);
});
