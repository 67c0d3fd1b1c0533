import {registry} from "@web/core/registry";
import {refusalBus} from "@sama_crm/jalali/dates_patch";

// The same text is read again when the picker closes: one notice is enough.
const QUIET_MS = 2000;

/** Tells the user why a typed date was not taken. */
export const jalaliRefusalService = {
    dependencies: ["notification"],
    start(env, {notification}) {
        let last = {message: "", at: 0};
        refusalBus.addEventListener("refused", ({detail: message}) => {
            const at = Date.now();
            if (message !== last.message || at - last.at > QUIET_MS) {
                notification.add(message, {type: "danger"});
            }
            last = {message, at};
        });
    },
};

registry.category("services").add("sama_jalali_refusal", jalaliRefusalService);
