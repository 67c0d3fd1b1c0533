/** The domain editor offers periods of the user's own calendar. */
import {useSubEnv} from "@odoo/owl";
import {ExpressionEditor} from "@web/core/expression_editor/expression_editor";
import {_t} from "@web/core/l10n/translation";
import {InRange} from "@web/core/tree_editor/tree_editor_components";
import {patch} from "@web/core/utils/patch";
import {isOffered} from "@sama_crm/jalali/backend/domain_periods";
import {isJalali} from "@sama_crm/jalali/jalali_state";

// For those who read a filter that a user of the other calendar has made.
InRange.options.push(
    ["gregorian month to date", _t("Month to date (Gregorian)")],
    ["gregorian last month", _t("Last month (Gregorian)")],
    ["gregorian year to date", _t("Year to date (Gregorian)")],
    ["gregorian last 12 months", _t("Last 12 months (Gregorian)")],
    ["jalali month to date", _t("Month to date (Jalali)")],
    ["jalali last month", _t("Last month (Jalali)")],
    ["jalali year to date", _t("Year to date (Jalali)")],
    ["jalali last 12 months", _t("Last 12 months (Jalali)")]
);

patch(ExpressionEditor.prototype, {
    setup() {
        super.setup();
        // An expression of Python has no Jalali terms.
        useSubEnv({samaGregorianPeriods: true});
    },
});

patch(InRange.prototype, {
    /** Editor of the kind of range, without the periods of the other calendar. */
    get samaValueTypeEditorInfo() {
        const {valueTypeEditorInfo, value} = this.props;
        const jalali = isJalali() && !this.env.samaGregorianPeriods;
        return {
            ...valueTypeEditorInfo,
            extractProps: (params) => {
                const props = valueTypeEditorInfo.extractProps(params);
                const options = props.options.filter(
                    ([kind]) => kind === value[1] || isOffered(kind, jalali)
                );
                return {...props, options};
            },
        };
    },
});
