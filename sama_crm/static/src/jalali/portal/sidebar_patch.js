/** The portal's "Due in 29 days", whose number comes as a text. */
import {Sidebar} from "@portal/interactions/sidebar";
import {patch} from "@web/core/utils/patch";
import {toPersianDigits} from "@sama_crm/jalali/jalali";
import {hasPersianDigits} from "@sama_crm/jalali/jalali_state";

patch(Sidebar.prototype, {
    setDelayLabel() {
        super.setDelayLabel(...arguments);
        if (hasPersianDigits()) {
            for (const el of this.el.querySelectorAll(".o_portal_sidebar_timeago")) {
                el.innerText = toPersianDigits(el.innerText);
            }
        }
    },
});
