import {formatCurrency} from "@web/core/currency";
import {deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onWillStart, useRef, useState} from "@odoo/owl";

import {downloadFile} from "@sama_crm/report/report_download";
import {ScoreChart} from "@sama_crm/survey_calculation/score_chart";
import {
    countText,
    levelClass,
    percentOf,
    scoreText,
} from "@sama_crm/survey_calculation/survey_texts";

const STATE_CLASSES = {
    done: "text-bg-success",
    sent: "text-bg-info",
    refused: "text-bg-secondary",
    draft: "text-bg-light",
};
/** What a figure opens; the documents by their own lists. */
const LISTS = {
    quotations: "sama_crm.sale_order_action_goods",
    invoices: "sama_crm.account_move_action_goods",
    projects: "sama_crm.project_project_action_survey",
    sheets: "sama_crm.sama_survey_response_action",
    calls: "sama_crm.sama_survey_attempt_action",
    follow_ups: "sama_crm.sama_follow_up_action",
};

/** One customer: what he bought, how often he was asked, what he answered. */
export class SurveyResults extends Component {
    static template = "sama_crm.SurveyResults";
    static components = {Layout, ScoreChart};
    static props = {...standardActionServiceProps};
    static displayName = _t("Survey Results");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.keepLast = new KeepLast();
        this.rootRef = useRef("root");
        const context = this.props.action.context || {};
        this.partnerId = context.sama_survey_partner_id || context.active_id;
        this.state = useState({
            data: null,
            isWhole: this.props.state?.isWhole ?? true,
        });
        useSetupAction({
            rootRef: this.rootRef,
            getLocalState: () => ({isWhole: this.state.isWhole}),
        });
        Object.assign(this, {countText, levelClass, percentOf, scoreText});
        onWillStart(() => this.load());
    }

    async load(isWhole = this.state.isWhole) {
        if (!this.partnerId) {
            return;
        }
        this.state.data = await this.keepLast.add(
            this.orm.call("sama.survey.results", "get_results", [this.partnerId], {
                whole: isWhole,
            })
        );
        this.state.isWhole = isWhole;
    }

    /** Downloads the customer's file for a visit. */
    async downloadFile() {
        await downloadFile(
            this.ui,
            `/sama_crm/report/customer/${this.data.partner.id}`,
            {whole: this.state.isWhole ? "1" : "0"}
        );
    }

    get data() {
        return this.state.data;
    }

    get tiles() {
        const {quotations, invoices, projects, calls} = this.data;
        const won =
            typeof quotations.won_share === "number"
                ? _t("%(share)s won", {share: percentOf(quotations.won_share)})
                : "";
        return [
            {
                name: "quotations",
                label: _t("Quotations"),
                count: quotations.count,
                notes: [this.amountText(quotations), won],
            },
            {
                name: "invoices",
                label: _t("Invoices"),
                count: invoices.count,
                notes: [this.amountText(invoices)],
            },
            {
                name: "projects",
                label: _t("Projects"),
                count: projects.count,
                notes: [],
            },
            {
                name: "calls",
                label: _t("Number of Survey Calls"),
                count: calls.count,
                notes: [_t("%(count)s answered", {count: countText(calls.answered)})],
            },
            {
                name: "follow_ups",
                label: _t("Follow-ups"),
                count: calls.follow_ups,
                notes: calls.last
                    ? [_t("Last contact: %(day)s", {day: this.dayText(calls.last)})]
                    : [],
            },
        ];
    }

    get sheets() {
        return this.data.sheets.map((sheet) => ({
            ...sheet,
            day: this.dayText(sheet.date),
            stateClass: STATE_CLASSES[sheet.state],
        }));
    }

    get restText() {
        const {sheet_count: count, sheets} = this.data;
        return count > sheets.length
            ? _t("All %(count)s sheets", {count: countText(count)})
            : "";
    }

    get scoreNote() {
        const {count, last} = this.data.score;
        return _t("Last: %(last)s · %(count)s documents", {
            last: scoreText(last),
            count: countText(count),
        });
    }

    amountText({count, amount}) {
        return count ? formatCurrency(amount, this.data.currency_id) : "";
    }

    dayText(moment) {
        return formatDate(deserializeDateTime(moment));
    }

    /** @param {string} name which figure; opens exactly what it counts */
    async openList(name, label) {
        const action = await this.action.loadAction(LISTS[name]);
        return this.action.doAction({
            ...action,
            name: label,
            display_name: label,
            path: false,
            domain: this.data.domains[name],
            context: {},
        });
    }

    openSheet(sheet) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: sheet.document,
            res_model: "sama.survey.response",
            res_id: sheet.id,
            views: [[false, "form"]],
        });
    }

    onSheetKeydown(ev, sheet) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.openSheet(sheet);
        }
    }
}

registry.category("actions").add("sama_survey_results", SurveyResults);
