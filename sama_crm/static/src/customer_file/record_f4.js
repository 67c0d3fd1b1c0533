import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const newRow = {group: "sama_crm.group_agent", isSingle: true};

/** @param {F4View} [view] @returns {Object} goods or service, as the list one stands in */
const kindOf = (view) => {
    const {sama_kind} = view?.controller?.props.context || {};
    return sama_kind ? {sama_kind} : {};
};

registry.category("sama_f4").add("res.partner", {
    ...newRow,
    formModel: "res.partner.record",
    context: kindOf,
});

registry.category("sama_f4").add("sama.customer", {
    ...newRow,
    formModel: "sama.customer.row",
});

registry.category("sama_f4").add("sama.customer.record", {
    ...newRow,
    formModel: "sama.customer.record.row",
    // Without a row there is no customer yet: the whole form asks for him.
    onNoTarget: (env) =>
        env.services.action.doAction({
            type: "ir.actions.act_window",
            name: _t("New Row"),
            res_model: "sama.customer.record",
            views: [[false, "form"]],
            target: "current",
        }),
});
