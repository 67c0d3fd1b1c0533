/** Lists and cards of invoices and projects to survey, with the button "Calculate". */
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {ListController} from "@web/views/list/list_controller";
import {listView} from "@web/views/list/list_view";
import {shownRows} from "../report/shown_rows";

/**
 * @param {Component} controller
 * @returns {Object} what the list shows, or the ticked rows, and both in words
 */
function asked(controller) {
    return {
        ...shownRows(controller),
        res_model: controller.props.resModel,
        kind: controller.props.context.sama_kind || null,
        title: controller.env.config.getDisplayName(),
    };
}

/** @param {typeof Component} Controller */
function calculating(Controller) {
    return class extends Controller {
        setup() {
            super.setup();
            this.actionService = useService("action");
        }

        /** Opens the figures of exactly what is seen here. */
        onCalculate() {
            return this.actionService.doAction(
                "sama_crm.sama_survey_calculation_action",
                {additionalContext: {sama_calculation: asked(this)}}
            );
        }
    };
}

registry.category("views").add("sama_survey_list", {
    ...listView,
    Controller: calculating(ListController),
    buttonTemplate: "sama_crm.SurveyListButtons",
});
registry.category("views").add("sama_survey_kanban", {
    ...kanbanView,
    Controller: calculating(KanbanController),
    buttonTemplate: "sama_crm.SurveyListButtons",
});
