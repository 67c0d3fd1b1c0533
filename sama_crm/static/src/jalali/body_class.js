import {onActivate} from "@sama_crm/jalali/jalali_state";

/** Hook of the style sheets: they serve other users too. */
const BODY_CLASS = "o_sama_jalali";

onActivate(({jalali}) => {
    document.body.classList.toggle(BODY_CLASS, jalali);
    return () => document.body.classList.remove(BODY_CLASS);
});
