import {BaseImportModel} from "@base_import/import_model";
import {ImportDataSidepanel} from "@base_import/import_data_sidepanel/import_data_sidepanel";
import {session} from "@web/session";
import {patch} from "@web/core/utils/patch";

patch(BaseImportModel.prototype, {
    /**
     * The option "Jalali dates" travels with the others to the server.
     */
    async init() {
        this.importOptionsValues.sama_jalali_dates = {value: false};
        return super.init(...arguments);
    },
});

patch(ImportDataSidepanel.prototype, {
    /**
     * @returns {boolean} whether the user reads the Jalali calendar
     */
    get hasJalaliDates() {
        return session.sama_calendar?.calendar === "persian";
    },
});
