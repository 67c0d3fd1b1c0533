/** Periods of the search bar: Jalali months, seasons and years. */
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";
import {SearchModel} from "@web/search/search_model";
import {QUARTERS, QUARTER_OPTIONS} from "@web/search/utils/dates";
import {Moment} from "@sama_crm/jalali/jalali";
import {isJalali, onActivate} from "@sama_crm/jalali/jalali_state";
import {wrapExports} from "@sama_crm/jalali/jalali_wraps";

const SEASONS = {1: _t("Spring"), 2: _t("Summer"), 3: _t("Autumn"), 4: _t("Winter")};
// "1405 Azar": the original puts the year first in right-to-left languages.
const R_YEAR_FIRST = /^([\d۰-۹]{4}) (\D+)$/;

patch(SearchModel.prototype, {
    setup() {
        super.setup(...arguments);
        if (isJalali()) {
            this.referenceMoment = new Moment(this.referenceMoment);
        }
    },

    /** Asks the server for Jalali buckets when it groups by date. */
    get context() {
        const context = super.context;
        return isJalali() ? {...context, jalali: true} : context;
    },
});

wrapExports("@web/search/utils/dates", "constructDateDomain", (original, ...args) => {
    const result = original(...args);
    if (isJalali()) {
        result.description = String(result.description)
            .split("/")
            .map((text) => text.replace(R_YEAR_FIRST, "$2 $1"))
            .join("/");
    }
    return result;
});

onActivate(({jalali}) => {
    if (!jalali) {
        return null;
    }
    const described = [
        ...Object.entries(QUARTERS),
        ...Object.values(QUARTER_OPTIONS).map((option) => [
            option.setParam.quarter,
            option,
        ]),
    ];
    const originals = described.map(([, object]) => object.description);
    for (const [quarter, object] of described) {
        object.description = SEASONS[quarter];
    }
    return () => {
        described.forEach(
            ([, object], index) => (object.description = originals[index])
        );
    };
});
