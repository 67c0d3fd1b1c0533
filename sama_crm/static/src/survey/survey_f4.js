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

const SHEET = "sama.survey.response";
const KINDS = {goods_invoice: "goods", service_invoice: "service"};

/** Sheets, answers and calls: the survey of the document that they are about. */
const aboutDocument = {
    group: "sama_crm.group_agent",
    async documentOf({services: {orm}}, resModel, resId) {
        if (resModel === "sama.survey.attempt") {
            const plain = {load: false};
            const [call] = await orm.read(resModel, [resId], ["response_id"], plain);
            return this.documentOf({services: {orm}}, SHEET, call.response_id);
        }
        const names = ["move_id", "project_id", "target"];
        const [row] = await orm.read(resModel, [resId], names, {load: false});
        const sama_kind = KINDS[row.target];
        return {
            resModel: row.move_id ? "account.move" : "project.project",
            resId: row.move_id || row.project_id,
            context: sama_kind ? {sama_kind} : {},
        };
    },
};

registry
    .category("sama_f4")
    .add(SHEET, aboutDocument)
    .add("sama.survey.attempt", aboutDocument)
    .add("sama.survey.analysis", aboutDocument);
