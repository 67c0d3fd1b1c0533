import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {latinDigits} from "../f4_keys";

/** A person's numbers, each one click from a call: mobile, own phone, the company's. */
export class CallField extends Component {
    static template = "sama_crm.CallField";
    static props = {...standardFieldProps, facts: {type: String, optional: true}};

    get numbers() {
        const {data} = this.props.record;
        const facts = (this.props.facts && data[this.props.facts]) || {};
        const numbers = new Set([
            facts.mobile,
            data[this.props.name],
            facts.company_phone,
        ]);
        return [...numbers].filter(Boolean).map((number) => ({
            number,
            href: `tel:${latinDigits(number).replace(/[^\d+*#]/g, "")}`,
        }));
    }
}

registry.category("fields").add("sama_call", {
    component: CallField,
    displayName: _t("Numbers to Call"),
    supportedTypes: ["char"],
    extractProps: ({options}) => ({facts: options.facts}),
});
