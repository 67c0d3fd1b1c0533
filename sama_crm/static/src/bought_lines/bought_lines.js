import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {formatFloat, formatMonetary} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/**
 * What was bought with a document, read-only.
 *
 * The document's model answers `sama_get_bought_lines`, so that a user without any
 * right on its lines sees them.
 */
export class BoughtLines extends Component {
    static template = "sama_crm.BoughtLines";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({lines: []});
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((nextProps) => {
            if (nextProps.record.resId !== this.props.record.resId) {
                return this.load(nextProps.record);
            }
        });
    }

    /**
     * @param {Object} record the form's document
     */
    async load(record) {
        this.state.lines = record.resId
            ? await this.orm.call(record.resModel, "sama_get_bought_lines", [
                  [record.resId],
              ])
            : [];
    }

    /**
     * @param {Object} line
     * @param {"price_unit"|"price_subtotal"} name
     * @returns {String} the amount with its currency
     */
    money(line, name) {
        return formatMonetary(line[name], {currencyId: line.currency_id});
    }

    /**
     * @param {Object} line
     * @returns {String} the quantity without needless zeros, with its unit
     */
    quantity(line) {
        const quantity = formatFloat(line.quantity, {trailingZeros: false});
        return line.uom ? `${quantity} ${line.uom}` : quantity;
    }
}

export const boughtLines = {component: BoughtLines};

registry.category("view_widgets").add("sama_bought_lines", boughtLines);
