/** From what a list shows to the request of a report: see `reports/request.py`. */
import {evaluateBooleanExpr} from "@web/core/py_js/py";
import {shownRows} from "./shown_rows";

// Keys of a list's context that say what its rows are.
const CONTEXT_KEYS = [
    "active_test",
    "sama_kind",
    // The period in which the figures of customers are counted.
    "sama_period",
    "sama_period_from",
    "sama_period_to",
    // Which years stand side by side.
    "sama_years",
    "sama_snapshot_year",
];
// Columns that say nothing on paper.
const SKIPPED_WIDGETS = new Set([
    "image",
    "list_activity",
    "handle",
    "boolean_favorite",
    "many2one_avatar",
]);

/**
 * The columns of a list in order, those on the screen switched on.
 *
 * @param {Component} controller of a list or a kanban
 * @returns {{name: string, label: string, on: boolean}[]}
 */
function columnsOf(controller) {
    const {archInfo, optionalActiveFields, model} = controller;
    const seen = new Set();
    const columns = [];
    // Cards know no columns; the server then offers those of the list.
    for (const column of archInfo?.columns || []) {
        if (
            column.type !== "field" ||
            seen.has(column.name) ||
            SKIPPED_WIDGETS.has(column.widget) ||
            evaluateBooleanExpr(
                column.column_invisible || "False",
                model.root.evalContext
            )
        ) {
            continue;
        }
        seen.add(column.name);
        columns.push({
            name: column.name,
            label: column.label,
            on: !column.optional || Boolean(optionalActiveFields?.[column.name]),
        });
    }
    return columns;
}

/**
 * @param {Component} controller of a list or a kanban
 * @param {Object} env
 * @returns {Promise<Object>} what `sama.report.dialog` takes as its request
 */
export async function reportRequest(controller, env) {
    const {root} = controller.model;
    const context = {};
    const searched = env.searchModel.context;
    for (const key of CONTEXT_KEYS) {
        if (key in searched) {
            context[key] = searched[key];
        }
    }
    const fields = root.fields;
    return {
        model: root.resModel,
        title: env.config.getDisplayName?.() || "",
        ...shownRows(controller),
        order: root.orderBy
            .filter(({name}) => name in fields)
            .map(({name, asc}) => `${name} ${asc === false ? "desc" : "asc"}`)
            .join(", "),
        groupby: root.groupBy || [],
        columns: columnsOf(controller),
        context,
    };
}

/**
 * Open the dialog of reports for what a list shows.
 *
 * @param {Component} controller of a list or a kanban
 */
export async function openReport(controller) {
    const {env} = controller;
    await env.services.action.doAction({
        type: "ir.actions.act_window",
        name: env.config.getDisplayName?.() || "",
        res_model: "sama.report.dialog",
        views: [[false, "form"]],
        target: "new",
        context: {default_request: await reportRequest(controller, env)},
    });
}

/**
 * @param {Element} [arch] of a list or a kanban
 * @returns {boolean} whether it is one of ours
 */
export function hasReport(arch) {
    const names = arch?.getAttribute("class") || "";
    return names.split(/\s+/).includes("o_sama_report");
}
