import {Component} from "@odoo/owl";

/** One number of the desk: a button that opens its rows below. */
export class DeskTile extends Component {
    static template = "sama_crm.DeskTile";
    static props = {
        name: String,
        label: String,
        count: String,
        amount: String,
        isEmpty: Boolean,
        isActive: Boolean,
        isSmall: {type: Boolean, optional: true},
        onSelected: Function,
    };
}
