import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {integerField, IntegerField} from "@web/views/fields/integer/integer_field";
import {toPersianDigits} from "../../jalali/jalali";
import {hasPersianDigits} from "../../jalali/jalali_state";

/** A year: in the reader's digits, without a separator of thousands. */
export class YearField extends IntegerField {
    get formattedValue() {
        const year = this.value === false ? "" : String(this.value);
        return hasPersianDigits() ? toPersianDigits(year) : year;
    }
}

export const yearField = {
    ...integerField,
    component: YearField,
    displayName: _t("Year"),
};

registry.category("fields").add("sama_year", yearField);
