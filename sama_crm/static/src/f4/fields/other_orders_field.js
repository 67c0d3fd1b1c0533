import {Component} from "@odoo/owl";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatInteger, formatMonetary} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const SHOWN = 3;

/** The customer's other open quotations: number, amount, when they are due. */
export class OtherOrdersField extends Component {
    static template = "sama_crm.OtherOrdersField";
    static props = {...standardFieldProps};

    get all() {
        return this.props.record.data[this.props.name] || [];
    }

    get shown() {
        return this.all.slice(0, SHOWN).map((order) => ({
            ...order,
            amount: formatMonetary(order.amount, {currencyId: order.currency_id}),
            day: order.next_date
                ? formatDate(deserializeDate(order.next_date))
                : order.state_label,
            isLate: ["overdue", "today"].includes(order.state),
        }));
    }

    get more() {
        const count = this.all.length - SHOWN;
        return count > 0 ? _t("and %s more", formatInteger(count)) : "";
    }
}

registry.category("fields").add("sama_other_orders", {
    component: OtherOrdersField,
    displayName: _t("Other Open Quotations"),
    supportedTypes: ["json"],
});
