import {registry} from "@web/core/registry";
import {formView} from "@web/views/form/form_view";
import {F4FormController} from "./f4_form_controller";

export const f4FormView = {...formView, Controller: F4FormController};

registry.category("views").add("sama_f4_form", f4FormView);
