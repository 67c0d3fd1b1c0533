import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** The customer's latest rows: what it was, what became of it. */
export class RecentRecordsField extends Component {
    static template = "sama_crm.RecentRecordsField";
    static props = {...standardFieldProps};

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("sama_recent_records", {
    component: RecentRecordsField,
    displayName: _t("Latest Records"),
    supportedTypes: ["json"],
});
