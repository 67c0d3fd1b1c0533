import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {capitalize} from "@web/core/utils/strings";
import {
    RemainingDaysField,
    remainingDaysField,
} from "@web/views/fields/remaining_days/remaining_days_field";

/** The days until something is due, also over the end of a month. */
export class DueField extends RemainingDaysField {
    get diffString() {
        if (this.diffDays === null || Math.abs(this.diffDays) > 99) {
            return super.diffString;
        }
        const {record, name} = this.props;
        // Else the day after tomorrow is "next month" on the last but one.
        return capitalize(record.data[name].toRelativeCalendar({unit: "days"}));
    }
}

registry.category("fields").add("sama_due", {
    ...remainingDaysField,
    component: DueField,
    displayName: _t("Days until Due"),
});
