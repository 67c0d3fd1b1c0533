import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Component, onWillStart, useRef, useState} from "@odoo/owl";

import {downloadFile} from "@sama_crm/report/report_download";
import {CalculationGroups} from "./calculation_groups";
import {CalculationQuestions} from "./calculation_questions";
import {ScoreChart} from "./score_chart";
import {
    changeClass,
    countText,
    levelClass,
    percentOf,
    scoreText,
    signedText,
} from "./survey_texts";

/** The lists that open the documents behind a figure. */
const LISTS = {
    goods: "sama_crm.account_move_action_goods",
    service: "sama_crm.account_move_action_service",
    project: "sama_crm.project_project_action_survey",
};

/** What the surveys of a list's rows come to; each figure opens what it counts. */
export class SurveyCalculation extends Component {
    static template = "sama_crm.SurveyCalculation";
    static components = {CalculationGroups, CalculationQuestions, Layout, ScoreChart};
    static props = {...standardActionServiceProps};
    static displayName = _t("Calculate");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.keepLast = new KeepLast();
        this.rootRef = useRef("root");
        this.asked = {
            res_model: "account.move",
            domain: [],
            ids: null,
            kind: null,
            title: _t("Sales Invoices"),
            filters: [],
            ...this.props.action.context?.sama_calculation,
        };
        this.state = useState({
            data: null,
            groupBy: this.props.state?.groupBy || "surveyor",
        });
        useSetupAction({
            rootRef: this.rootRef,
            getLocalState: () => ({groupBy: this.state.groupBy}),
        });
        Object.assign(this, {
            changeClass,
            countText,
            levelClass,
            percentOf,
            scoreText,
            signedText,
        });
        onWillStart(() => this.load());
    }

    async load(groupBy = this.state.groupBy) {
        const {res_model, domain, ids, kind} = this.asked;
        this.state.data = await this.keepLast.add(
            this.orm.call("sama.survey.calculation", "calculate", [res_model], {
                domain: ids ? null : domain,
                ids,
                kind,
                group_by: groupBy,
            })
        );
        this.state.groupBy = groupBy;
    }

    /** @param {"xlsx"|"pdf"} format of the file of what is shown */
    async downloadReport(format) {
        const {res_model, domain, ids, kind, title} = this.asked;
        await downloadFile(this.ui, "/sama_crm/report/calculation", {
            asked: JSON.stringify({
                model: res_model,
                domain: ids ? [] : domain,
                ids,
                title: String(title),
                filters: this.filterTexts,
                groupby: this.state.groupBy ? [this.state.groupBy] : [],
                context: kind ? {sama_kind: kind} : {},
                format,
            }),
        });
    }

    // === What is shown ===

    get filterTexts() {
        const {ids, filters} = this.asked;
        return ids
            ? [_t("%(count)s ticked rows", {count: countText(ids.length)})]
            : filters;
    }

    get total() {
        return this.state.data.total;
    }

    /** @returns {Object|false} the period of equal length before */
    get previous() {
        return this.state.data.previous;
    }

    get scoreChange() {
        const before = this.previous?.score;
        return typeof before === "number" && typeof this.total.score === "number"
            ? this.total.score - before
            : null;
    }

    get scoreChangeText() {
        return _t("%(change)s against the period before", {
            change: signedText(this.scoreChange),
        });
    }

    get npsNote() {
        const {nps_count, promoters, detractors} = this.total;
        return _t("%(count)s answers: %(good)s promoters, %(bad)s detractors", {
            count: countText(nps_count),
            good: countText(promoters),
            bad: countText(detractors),
        });
    }

    get tiles() {
        const {total} = this;
        const share =
            typeof total.share === "number"
                ? _t("%(share)s of the eligible", {share: percentOf(total.share)})
                : "";
        return [
            {name: "eligible", label: _t("Eligible"), domain: []},
            {
                name: "surveyed",
                label: _t("Surveyed"),
                note: share,
                domain: [["sama_survey_state", "=", "done"]],
            },
            {
                name: "attempted",
                label: _t("Not Reached"),
                domain: [["sama_survey_state", "=", "attempted"]],
            },
            {
                name: "refused",
                label: _t("Refused"),
                domain: [["sama_survey_state", "=", "refused"]],
            },
            {
                name: "sent",
                label: _t("Link Sent"),
                domain: [["sama_survey_state", "=", "sent"]],
            },
        ].map((tile) => ({...tile, count: total[tile.name]}));
    }

    get points() {
        return this.state.data.months
            .filter(({stats}) => stats.surveyed)
            .map(({label, stats}) => ({
                label,
                score: stats.score,
                count: stats.surveyed,
            }));
    }

    // === What is behind a figure ===

    get listAction() {
        if (this.asked.res_model === "project.project") {
            return LISTS.project;
        }
        return LISTS[this.asked.kind === "service" ? "service" : "goods"];
    }

    /**
     * Opens the documents that a figure counts.
     *
     * @param {string} name of what is opened
     * @param {Array} domain besides that of the page
     */
    async openDocuments(name, domain) {
        const action = await this.action.loadAction(this.listAction);
        const {kind} = this.asked;
        return this.action.doAction({
            ...action,
            name,
            display_name: name,
            path: false,
            domain: [...this.state.data.domain, ...domain],
            context: kind ? {sama_kind: kind} : {},
        });
    }

    /**
     * Opens the answers that a figure counts.
     *
     * @param {Object} question a row of the table
     * @param {Object} [group] a row of the break-down
     * @param {Array} [domain] besides these
     */
    async openAnswers(question, group, domain = []) {
        const {answer_path: path, domain: documents} = this.state.data;
        const action = await this.action.loadAction(
            "sama_crm.sama_survey_analysis_action"
        );
        const name = group ? `${question.name} · ${group.label}` : question.name;
        return this.action.doAction({
            ...action,
            name,
            display_name: name,
            path: false,
            views: action.views.filter(([, type]) => ["list", "kanban"].includes(type)),
            domain: [
                ["asked_question_id", "in", question.ids],
                ["is_result", "=", true],
                ...(question.type === "text" ? [] : [["has_score", "=", true]]),
                ...domain,
                [path, "any", [...documents, ...(group?.domain || [])]],
            ],
            context: {},
        });
    }
}

registry.category("actions").add("sama_survey_calculation", SurveyCalculation);
