import {patch} from "@web/core/utils/patch";
import {CalendarController} from "@web/views/calendar/calendar_controller";
import {FormController} from "@web/views/form/form_controller";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {ListController} from "@web/views/list/list_controller";
import {
    F4CalendarView,
    F4FormView,
    F4KanbanView,
    F4ListView,
    useF4View,
} from "./f4_view";

/**
 * @param {typeof Component} Controller
 * @param {typeof F4View} ViewClass
 */
function register(Controller, ViewClass) {
    patch(Controller.prototype, {
        setup() {
            super.setup(...arguments);
            useF4View(this, ViewClass);
        },
    });
}

register(ListController, F4ListView);
register(KanbanController, F4KanbanView);
register(FormController, F4FormView);
register(CalendarController, F4CalendarView);
