import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {
    countText,
    GROUPING_LABELS,
    levelClass,
    percentOf,
    scoreText,
    signedText,
} from "./survey_texts";

/** The same figures by surveyor, salesperson and so on; each cell opens its answers. */
export class CalculationGroups extends Component {
    static template = "sama_crm.CalculationGroups";
    static props = {
        data: Object,
        groupBy: String,
        selectGrouping: Function,
        openAnswers: Function,
        openDocuments: Function,
    };

    setup() {
        this.fewText = _t("Few answers");
        Object.assign(this, {countText, levelClass, percentOf, scoreText, signedText});
    }

    get groupings() {
        return this.props.data.groupings.map((name) => ({
            name,
            label: GROUPING_LABELS[name],
        }));
    }

    get isOfUnits() {
        return this.props.groupBy === "unit";
    }

    /** @returns {Object[]} those with a scale; words have no mean */
    get questions() {
        return this.props.data.questions.filter(({mean}) => mean !== null);
    }

    openSurveyed({label, domain}) {
        const done = [["sama_survey_state", "=", "done"]];
        this.props.openDocuments(label, [...domain, ...done]);
    }

    cellOf(group, question) {
        return group.cells[question.key];
    }

    textOf(question, cell) {
        return question.type === "yes_no"
            ? percentOf(cell.percent)
            : scoreText(cell.mean);
    }
}
