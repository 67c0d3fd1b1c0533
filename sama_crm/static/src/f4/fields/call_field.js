import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A person's numbers, each one click from a call: the mobile first. */
export class CallField extends Component {
    static template = "sama_crm.CallField";
    static props = { ...standardFieldProps, mobile: { type: String, optional: true } };

    get numbers() {
        const { data } = this.props.record;
        const mobile = this.props.mobile && data[this.props.mobile]?.mobile;
        return [...new Set([mobile, data[this.props.name]])].filter(Boolean).map((number) => ({
            number,
            href: `tel:${number.replace(/[^\d+*#۰-۹٠-٩]/g, "")}`,
        }));
    }
}

registry.category("fields").add("sama_call", {
    component: CallField,
    displayName: _t("Numbers to Call"),
    supportedTypes: ["char"],
    extractProps: ({ options }) => ({ mobile: options.mobile }),
});
