import {registry} from "@web/core/registry";
import {formView} from "@web/views/form/form_view";
import {F4FormController} from "./f4_form_controller";

/** What such a form starts with changes with every use: an earlier answer is stale. */
class F4FormModel extends formView.Model {
    static withCache = false;
}

export const f4FormView = {
    ...formView,
    Controller: F4FormController,
    Model: F4FormModel,
};

registry.category("views").add("sama_f4_form", f4FormView);
