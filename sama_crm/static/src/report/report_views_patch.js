/** A visible button and an entry of the action menu on each of our lists. */
import {_t} from "@web/core/l10n/translation";
import {useBus} from "@web/core/utils/hooks";
import {patch} from "@web/core/utils/patch";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {ListController} from "@web/views/list/list_controller";
import {hasReport, openReport} from "./report_request";

/** @param {typeof Component} Controller */
function makeReportable(Controller) {
    patch(Controller.prototype, {
        setup() {
            super.setup(...arguments);
            if (this.samaHasReport) {
                useBus(this.env.searchModel, "sama-report", () =>
                    this.samaOpenReport()
                );
            }
        },

        get samaHasReport() {
            return !this.env.inDialog && hasReport(this.env.config.viewArch);
        },

        samaOpenReport() {
            return openReport(this);
        },
    });
}

makeReportable(ListController);
makeReportable(KanbanController);

patch(ListController.prototype, {
    getStaticActionMenuItems() {
        return {
            samaReport: {
                isAvailable: () => this.samaHasReport,
                sequence: 5,
                icon: "fa fa-print",
                description: _t("Report (Excel, PDF)"),
                callback: () => this.samaOpenReport(),
            },
            ...super.getStaticActionMenuItems(),
        };
    },
});
