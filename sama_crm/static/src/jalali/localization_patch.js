import {localizationService} from "@web/core/l10n/localization_service";
import {patch} from "@web/core/utils/patch";
import {activate} from "@sama_crm/jalali/jalali_state";

patch(localizationService, {
    async start() {
        const localization = await super.start(...arguments);
        activate();
        return localization;
    },
});
