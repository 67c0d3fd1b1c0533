import {deserializeDate, serializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {ChoiceRow} from "./choice_row";

/** The next dates that are chosen most, as buttons; digits press them. */
export class QuickDatesField extends ChoiceRow {
    static template = "sama_crm.QuickDatesField";
    static props = {...standardFieldProps, date: String, hour: String, end: String};

    get items() {
        const {data} = this.props.record;
        const date = data[this.props.date] && serializeDate(data[this.props.date]);
        const items = data[this.props.name] || [];
        const isSame = (item) =>
            item.date === date && item.hour === data[this.props.hour];
        const chosen = items.findIndex(isSame);
        return items.map((item, index) => ({
            ...item,
            digit: this.keyOf(index),
            isChosen: index === chosen,
            isStop: index === Math.max(chosen, 0),
        }));
    }

    choose({date, hour}) {
        const {data} = this.props.record;
        return this.props.record.update({
            [this.props.date]: deserializeDate(date),
            [this.props.hour]: hour,
            ...(!data[this.props.end] && {[this.props.end]: "next"}),
        });
    }
}

registry.category("fields").add("sama_quick_dates", {
    component: QuickDatesField,
    displayName: _t("Quick Dates"),
    supportedTypes: ["json"],
    extractProps: ({options}) => ({
        date: options.date,
        hour: options.hour,
        end: options.end,
    }),
});
