import {Component} from "@odoo/owl";
import {formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {focusNextField} from "../f4_keys";

/** Says that a date is no working day, and takes the next one at a click. */
export class WorkingDayField extends Component {
    static template = "sama_crm.WorkingDayField";
    static props = {...standardFieldProps, date: String};

    get day() {
        const day = this.props.record.data[this.props.name];
        return day ? `${day.toFormat("cccc")} ${formatDate(day)}` : "";
    }

    take(ev) {
        const {name, record} = this.props;
        // This button goes with the hint, so the focus goes on before.
        focusNextField(ev.target.closest(".o_form_view") || document.body, ev.target);
        return record.update({[this.props.date]: record.data[name]});
    }
}

registry.category("fields").add("sama_working_day", {
    component: WorkingDayField,
    displayName: _t("Next Working Day"),
    supportedTypes: ["date"],
    extractProps: ({options}) => ({date: options.date}),
});
