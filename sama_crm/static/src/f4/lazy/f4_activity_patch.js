/** The activity view comes with a bundle of its own, loaded when it is first opened. */
import {ActivityController} from "@mail/views/web/activity/activity_controller";
import {F4ActivityView, useF4View} from "@sama_crm/f4/f4_view";
import {patch} from "@web/core/utils/patch";

patch(ActivityController.prototype, {
    setup() {
        super.setup(...arguments);
        useF4View(this, F4ActivityView);
    },
});
