import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Group and grade of a person, and how to talk to one of his type. */
export class PersonFactsField extends Component {
    static template = "sama_crm.PersonFactsField";
    static props = {...standardFieldProps};

    get facts() {
        return this.props.record.data[this.props.name] || {};
    }
}

registry.category("fields").add("sama_person_facts", {
    component: PersonFactsField,
    displayName: _t("Facts of a Person"),
    supportedTypes: ["json"],
});
