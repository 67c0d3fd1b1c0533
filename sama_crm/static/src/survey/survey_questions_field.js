import {Component, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {focusNextField, latinDigits, stepOf} from "../f4/f4_keys";
import {isFinal, isInRange, percentOf, totalOf} from "./survey_scores";

const MOST_BUTTONS = 11;

/** The questions of a survey, one row each, answered by the keyboard alone. */
export class SurveyQuestionsField extends Component {
    static template = "sama_crm.SurveyQuestionsField";
    static props = {...standardFieldProps, questions: String};

    setup() {
        this.root = useRef("root");
        this.problems = useState(this.env.f4Problems || {});
        this.state = useState({remarks: {}, focused: 0});
        this.pending = null;
    }

    get questions() {
        return this.props.record.data[this.props.questions] || [];
    }

    /** What was just typed goes before what the record knows already. */
    get answers() {
        return this.pending || this.props.record.data[this.props.name] || {};
    }

    get rows() {
        return this.questions.map((question, index) => {
            const {score, text} = this.answers[question.id] || {};
            return {
                ...question,
                number: this.number(index + 1),
                key: `question_${question.id}`,
                score,
                text: text || "",
                shown: this.number(score),
                scale: _t("of %s", this.number(question.max)),
                buttons: this.buttonsOf(question),
                isScored: question.type === "score" || question.type === "nps",
                hasRemark: Boolean(text) || this.state.remarks[question.id],
                isFocused: this.state.focused === question.id,
                problem: this.problems[`question_${question.id}`] || "",
            };
        });
    }

    get total() {
        const total = totalOf(this.questions, this.answers);
        return total === null ? "–" : percentOf(total);
    }

    get progress() {
        const done = this.questions.filter(({id, type}) =>
            type === "text"
                ? this.answers[id]?.text
                : typeof this.answers[id]?.score === "number"
        );
        return _t("%(done)s of %(all)s answered", {
            done: this.number(done.length),
            all: this.number(this.questions.length),
        });
    }

    number(value) {
        return typeof value === "number"
            ? value.toLocaleString(user.lang || "en", {useGrouping: false})
            : "";
    }

    /** On a phone a score is a tap, if there are few of them. */
    buttonsOf({type, min, max}) {
        if (!this.env.isSmall || !["score", "nps"].includes(type)) {
            return [];
        }
        const count = Math.floor(max) - Math.ceil(min) + 1;
        return count <= MOST_BUTTONS
            ? Array.from({length: count}, (_unused, index) => Math.ceil(min) + index)
            : [];
    }

    // ------------------------------------------------------------------
    // Answers
    // ------------------------------------------------------------------

    /**
     * @param {Object} question
     * @param {Object} change of its answer: `score`, `text`
     */
    async update(question, change) {
        const {id} = question;
        const answer = {score: null, text: "", ...this.answers[id], ...change};
        const pending = {...this.answers, [id]: answer};
        this.pending = pending;
        delete this.problems[`question_${id}`];
        await this.props.record.update({[this.props.name]: pending});
        if (this.pending === pending) {
            this.pending = null;
        }
    }

    /**
     * Take the digits typed so far: go on if they are a score that no further digit could
     * change, wait if one could, and refuse what is out of range.
     *
     * @param {Object} question
     * @param {string} text Latin digits
     * @param {HTMLElement} el
     */
    type(question, text, el) {
        const score = text ? Number(text) : null;
        // At once, so that the next key finds it; the drawing comes later.
        el.value = this.number(score);
        this.update(question, {score});
        if (isFinal(question, text) && this.check(question, el)) {
            this.goOn(el);
        }
    }

    /** @returns {boolean} whether one may leave this field; else it says why not */
    check(question, el) {
        const score = this.answers[question.id]?.score;
        if (typeof score !== "number" || isInRange(question, score)) {
            return true;
        }
        this.problems[`question_${question.id}`] = _t(
            "The score must be between %(min)s and %(max)s.",
            {min: this.number(question.min), max: this.number(question.max)}
        );
        // The next digit begins anew.
        setTimeout(() => el.select());
        return false;
    }

    goOn(el) {
        focusNextField(el.closest(".modal") || document.body, el);
    }

    // ------------------------------------------------------------------
    // Keys
    // ------------------------------------------------------------------

    onScoreKeydown(ev, question) {
        const el = ev.target;
        if (ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        const digit = /^[0-9۰-۹٠-٩]$/.test(ev.key) && latinDigits(ev.key);
        if (digit) {
            ev.preventDefault();
            const isAnew = el.selectionEnd > el.selectionStart;
            this.type(question, (isAnew ? "" : latinDigits(el.value)) + digit, el);
        } else if (ev.key === "Enter") {
            if (!this.check(question, el)) {
                ev.preventDefault();
            }
        } else if (ev.code === "KeyT") {
            ev.preventDefault();
            this.openRemark(question);
        } else if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            ev.preventDefault();
            this.step(el, ev.key === "ArrowDown" ? 1 : -1);
        }
    }

    /** Keyboards of phones send no keys, only what is in the field. */
    onScoreInput(ev, question) {
        const text = latinDigits(ev.target.value).replace(/\D/g, "");
        this.type(question, text, ev.target);
    }

    onYesNoKeydown(ev, question) {
        if (ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        const digit = /^[01۰۱٠١]$/.test(ev.key) && latinDigits(ev.key);
        const step = stepOf(ev);
        if (ev.code === "KeyY" || digit === "1") {
            ev.preventDefault();
            this.choose(question, 1, ev.target);
        } else if (ev.code === "KeyN" || digit === "0") {
            ev.preventDefault();
            this.choose(question, 0, ev.target);
        } else if (ev.code === "KeyT") {
            ev.preventDefault();
            this.openRemark(question);
        } else if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            ev.preventDefault();
            this.step(ev.target, step);
        } else if (step) {
            ev.preventDefault();
            const other = [...ev.target.parentElement.querySelectorAll("[role=radio]")];
            other[(other.indexOf(ev.target) + 1) % 2].focus();
        }
    }

    choose(question, score, el) {
        this.update(question, {score});
        this.goOn(el);
    }

    tap(question, score) {
        const isSame = this.answers[question.id]?.score === score;
        this.update(question, {score: isSame ? null : score});
    }

    /** Go to the row above or below. */
    step(el, step) {
        const rows = [...this.root.el.querySelectorAll("[data-question]")];
        const row = rows[rows.indexOf(el.closest("[data-question]")) + step];
        const stop = row?.querySelector("input, textarea, [role=radio][tabindex='0']");
        stop?.focus();
        stop?.select?.();
    }

    openRemark({id}) {
        this.state.remarks[id] = true;
        setTimeout(() =>
            this.root.el
                ?.querySelector(`[data-question="question_${id}"] .o_survey_remark`)
                ?.focus()
        );
    }

    onFocus(ev, {id}) {
        this.state.focused = id;
        if (ev.target.matches(".o_survey_score")) {
            ev.target.select();
        }
    }
}

registry.category("fields").add("sama_survey_questions", {
    component: SurveyQuestionsField,
    displayName: _t("Questions of a Survey"),
    supportedTypes: ["json"],
    extractProps: ({options}) => ({questions: options.questions}),
});
