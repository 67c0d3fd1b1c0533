/**
 * The domain editor's "month to date" and the like are evaluated by the server in
 * Gregorian and shared with other users: a Jalali user is not offered them. One that
 * is already in the domain stays, with its name.
 */
import {InRange} from "@web/core/tree_editor/tree_editor_components";
import {patch} from "@web/core/utils/patch";
import {isJalali} from "@sama_crm/jalali/jalali_state";

const GREGORIAN_RANGES = new Set([
    "month to date",
    "last month",
    "year to date",
    "last 12 months",
]);

patch(InRange.prototype, {
    /** Editor of the kind of range, without the Gregorian periods. */
    get samaValueTypeEditorInfo() {
        const {valueTypeEditorInfo, value} = this.props;
        if (!isJalali()) {
            return valueTypeEditorInfo;
        }
        const isOffered = ([kind]) => kind === value[1] || !GREGORIAN_RANGES.has(kind);
        return {
            ...valueTypeEditorInfo,
            extractProps: (params) => {
                const props = valueTypeEditorInfo.extractProps(params);
                return {...props, options: props.options.filter(isOffered)};
            },
        };
    },
});
