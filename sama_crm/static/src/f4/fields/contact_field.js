import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {rpcBus} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

// The buttons of both composers that send; closing one says nothing of it.
const SENDING = /^action_(send|schedule)/;
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

    /** @param {string} channel which composer; the channel, if something was sent */
    write(channel) {
        const action = this.actions[channel];
        let isSent = false;
        const onResponse = ({detail: {data, error}}) => {
            const {model, method} = data.params;
            isSent ||= !error && model === action.res_model && SENDING.test(method);
        };
        rpcBus.addEventListener("RPC:RESPONSE", onResponse);
        return this.action.doAction(action, {
            onClose: () => {
                rpcBus.removeEventListener("RPC:RESPONSE", onResponse);
                if (isSent) {
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
