import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** A text of any length on one line of a list; the whole text is its tooltip. */
export class OneLineField extends Component {
    static template = "sama_crm.OneLineField";
    static props = {...standardFieldProps};

    get value() {
        return this.props.record.data[this.props.name] || "";
    }
}

export const oneLineField = {
    component: OneLineField,
    displayName: _t("One Line"),
    supportedTypes: ["char", "text"],
};

registry.category("fields").add("sama_one_line", oneLineField);
