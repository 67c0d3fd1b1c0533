import {registry} from "@web/core/registry";

/** @param {F4View} [view] @returns {Object} the context of the list one stands in */
const contextOf = (view) => view?.controller.props.context || {};

const survey = {
    group: "sama_crm.group_agent",
    isSingle: true,
    // A mixed invoice is in two lists, each with questions of its own.
    context: (view) => {
        const {sama_kind} = contextOf(view);
        return sama_kind ? {sama_kind} : {};
    },
};

registry.category("sama_f4").add("account.move", {
    ...survey,
    formModel: "account.move.survey",
    // Nobody is surveyed about a bill or a journal entry.
    isFor: (view) => {
        const type = contextOf(view).default_move_type;
        return !type || type.startsWith("out_");
    },
});

registry.category("sama_f4").add("project.project", {
    ...survey,
    formModel: "project.project.survey",
});
