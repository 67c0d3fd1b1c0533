import {registry} from "@web/core/registry";

registry.category("sama_f4").add("sale.order", {
    group: "sama_crm.group_agent",
    formModel: "sale.order.follow.up",
});
