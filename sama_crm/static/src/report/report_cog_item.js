/** "Report" in the cog menu of each of our lists. */
import {Component} from "@odoo/owl";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {registry} from "@web/core/registry";
import {STATIC_ACTIONS_GROUP_NUMBER} from "@web/search/action_menus/action_menus";
import {hasReport} from "./report_request";

export class ReportCogItem extends Component {
    static template = "sama_crm.ReportCogItem";
    static components = {DropdownItem};
    static props = {};

    onSelected() {
        this.env.searchModel.trigger("sama-report");
    }
}

registry.category("cogMenu").add(
    "sama-report",
    {
        Component: ReportCogItem,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: ({config}) =>
            ["kanban", "list"].includes(config.viewType) && hasReport(config.viewArch),
    },
    {sequence: 5}
);
