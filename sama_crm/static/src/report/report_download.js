/** Downloads a report: the screen waits, an error is shown as one, the dialog closes. */
import {_t} from "@web/core/l10n/translation";
import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";

/**
 * Downloads a file while the screen waits.
 *
 * @param {Object} ui the service
 * @param {string} url
 * @param {Object} [data] what the server is told
 */
export async function downloadFile(ui, url, data = {}) {
    ui.block();
    try {
        await download({url, data});
    } finally {
        ui.unblock();
    }
}

/**
 * @param {Object} env
 * @param {{params: {url: string}}} action
 * @returns {Promise<Object>}
 */
async function downloadReport(env, {params}) {
    await downloadFile(env.services.ui, params.url);
    return {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("sama_report_download", downloadReport);

/** Tells that work of the background is through, or why not, and leads to it. */
const reportService = {
    dependencies: ["action", "bus_service", "notification"],

    start(env, {action: actions, bus_service: bus, notification}) {
        bus.subscribe("sama_report", ({text, url, action, error}) => {
            notification.add(error || text, {
                title: error ? text : undefined,
                type: error ? "danger" : "success",
                sticky: true,
                buttons: [
                    url && {
                        name: _t("Download"),
                        primary: true,
                        onClick: () => download({url, data: {}}),
                    },
                    action && {
                        name: _t("Show"),
                        primary: true,
                        onClick: () => actions.doAction(action),
                    },
                ].filter(Boolean),
            });
        });
    },
};

registry.category("services").add("sama_report", reportService);
