import {Pager} from "@web/core/pager/pager";
import {patch} from "@web/core/utils/patch";
import {toLatinDigits, toPersianDigits} from "@sama_crm/jalali/jalali";
import {hasPersianDigits} from "@sama_crm/jalali/jalali_state";

patch(Pager.prototype, {
    get value() {
        const value = super.value;
        return hasPersianDigits() ? toPersianDigits(value) : value;
    },

    parse(value) {
        return super.parse(toLatinDigits(value));
    },
});
