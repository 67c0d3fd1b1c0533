import {_t} from "@web/core/l10n/translation";

import {Component} from "@odoo/owl";

import {
    changeClass,
    countText,
    levelClass,
    percentOf,
    scoreText,
    signedText,
} from "./survey_texts";

/** The table of questions: a row each, in the question's own scale. */
export class CalculationQuestions extends Component {
    static template = "sama_crm.CalculationQuestions";
    static props = {
        questions: {type: Array, element: Object},
        hasPrevious: Boolean,
        openAnswers: Function,
    };

    setup() {
        Object.assign(this, {
            changeClass,
            countText,
            levelClass,
            percentOf,
            scoreText,
            signedText,
        });
    }

    /** @returns {Object} heads of columns; on a phone they stand before each figure */
    get labels() {
        return {
            count: _t("Answers"),
            mean: _t("Average"),
            median: _t("Median"),
            range: _t("Lowest – Highest"),
            change: _t("Change against last period"),
        };
    }

    /** @returns {Object[]} the question sets, each with its rows */
    get sets() {
        const sets = [];
        for (const question of this.props.questions) {
            if (sets.at(-1)?.name !== question.survey) {
                sets.push({name: question.survey, questions: []});
            }
            sets.at(-1).questions.push(question);
        }
        return sets;
    }

    /** @returns {Object[]} bars, as high as their share of the highest */
    barsOf({bars, count, type}) {
        const highest = Math.max(...bars.map((bar) => bar.count), 1);
        return bars.map((bar, index) => {
            const isLast = index === bars.length - 1;
            const isWhole = bar.to - bar.from === 1;
            const score = isWhole
                ? this.scoreText(bar.from)
                : `${this.scoreText(bar.from)}–${this.scoreText(bar.to)}`;
            const label = type === "yes_no" ? this.yesNo(bar.from) : score;
            return {
                ...bar,
                label,
                height: bar.count ? Math.max((100 * bar.count) / highest, 6) : 0,
                title: _t("%(score)s: %(count)s answers, %(share)s", {
                    score: label,
                    count: countText(bar.count),
                    share: percentOf((100 * bar.count) / count),
                }),
                domain: isLast
                    ? [["score", ">=", bar.from]]
                    : [
                          ["score", ">=", bar.from],
                          ["score", "<", bar.to],
                      ],
            };
        });
    }

    yesText({percent}) {
        return _t("%(share)s yes", {share: percentOf(percent)});
    }

    yesNo(score) {
        return score ? _t("Yes") : _t("No");
    }
}
