import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const KINDS = [
    {channel: "message", label: _t("SMS"), icon: "fa-commenting-o"},
    {channel: "email", label: _t("E-mail"), icon: "fa-envelope-o"},
];

/** Buttons that open Odoo's own composers; what was sent is the follow-up's channel. */
export class ContactField extends Component {
    static template = "sama_crm.ContactField";
    static props = {...standardFieldProps, channel: String};

    setup() {
        this.action = useService("action");
    }

    get actions() {
        return this.props.record.data[this.props.name] || {};
    }

    get items() {
        return KINDS.filter(({channel}) => channel in this.actions);
    }

    write(channel) {
        return this.action.doAction(this.actions[channel], {
            onClose: (infos) => {
                if (!infos?.special && !infos?.dismiss) {
                    this.props.record.update({[this.props.channel]: channel});
                }
            },
        });
    }
}

registry.category("fields").add("sama_contact", {
    component: ContactField,
    displayName: _t("Write to the Person"),
    supportedTypes: ["json"],
    extractProps: ({options}) => ({channel: options.channel}),
});
