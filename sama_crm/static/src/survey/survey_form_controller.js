import {onMounted, toRaw} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {debounce} from "@web/core/utils/timing";
import {F4FormController} from "../f4/f4_form_controller";
import {f4FormView} from "../f4/f4_form_view";
import {isGiven, isInRange} from "./survey_scores";

const SAVE_DELAY = 800;
// What came of a call, by the place of the key: the same on a Persian keyboard.
const ACT_BY_CODE = {
    KeyA: "no_answer",
    KeyB: "busy",
    KeyU: "unreachable",
    KeyW: "wrong_number",
    KeyL: "later",
    KeyR: "refused",
};
const UNREACHED = Object.values(ACT_BY_CODE);
// These cannot be once the customer has answered something: a slip of the finger.
const NOBODY = ["no_answer", "busy", "unreachable", "wrong_number"];

/** The interview: answers go to the sheet while one types; a key says why there are none. */
export class SurveyFormController extends F4FormController {
    setup() {
        super.setup();
        this.sendSoon = debounce(() => this.sendDraft(), SAVE_DELAY);
        onMounted(() =>
            this.modal.addEventListener("keydown", (ev) => this.onActKey(ev))
        );
    }

    get modelParams() {
        const params = super.modelParams;
        // The model would wait for what is returned.
        params.hooks.onRecordChanged = () => {
            this.sendSoon();
        };
        return params;
    }

    get questions() {
        return this.model.root.data.questions || [];
    }

    // ------------------------------------------------------------------
    // Keys and focus
    // ------------------------------------------------------------------

    onActKey(ev) {
        const act = ACT_BY_CODE[ev.code];
        if (!act || ev.ctrlKey || ev.metaKey || ev.shiftKey || ev.repeat) {
            return;
        }
        const isText = ev.target.matches(
            "textarea, select, input:not(.o_survey_score):not([type=checkbox])"
        );
        // Where a letter is text, Alt goes with it.
        if (ev.defaultPrevented || (isText && !ev.altKey)) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const answers = Object.values(this.model.root.data.answers || {});
        if (NOBODY.includes(act) && answers.some(isGiven)) {
            this.notification.add(
                _t("There are answers already. Save them, or use the button."),
                {type: "info"}
            );
            return;
        }
        const button = this.modal.querySelector(`button[name=action_f4_${act}]`);
        if (button && !button.disabled) {
            button.click();
        }
    }

    focusFirst() {
        const {data} = this.model.root;
        const {f4_focus: name} = this.props.context;
        if (name) {
            this.focusField(name);
        } else if (data.is_surveyed && !data.resurvey) {
            this.focusField("resurvey");
        } else {
            const answers = data.answers || {};
            const open = this.questions.find(({id}) => !isGiven(answers[id]));
            this.focusField(`question_${(open || this.questions[0])?.id}`);
        }
    }

    focusField(name) {
        if (!name?.startsWith("question_")) {
            super.focusField(name);
            return;
        }
        setTimeout(() => {
            const row = this.rootRef.el?.querySelector(`[data-question="${name}"]`);
            const stop = row?.querySelector(
                "input, textarea, [role=radio][tabindex='0']"
            );
            stop?.focus();
            stop?.select?.();
        });
    }

    // ------------------------------------------------------------------
    // Saving
    // ------------------------------------------------------------------

    isWalkAct(act) {
        return super.isWalkAct(act) || UNREACHED.includes(act);
    }

    async submit(act) {
        const record = this.model.root;
        if (act === "later" && !record.data.call_later) {
            await record.update({call_later: true});
            this.focusField("quick_dates");
            return;
        }
        this.sendSoon.cancel();
        await super.submit(act);
    }

    // ------------------------------------------------------------------
    // Drafts: answers belong on the sheet
    // ------------------------------------------------------------------

    draftOf(values) {
        const draft = super.draftOf(values);
        delete draft.call_later;
        if (draft.answers) {
            draft.answers = this.changedAnswers(values.answers || {});
            // Which sheet they are of.
            for (const name of ["phase", "resurvey", "survey_id"]) {
                draft[name] = values[name];
            }
        }
        return draft;
    }

    /** The answers that differ from the form as it came, as far as they are scores. */
    changedAnswers(answers) {
        const before = this.baseline.answers || {};
        const scales = Object.fromEntries(this.questions.map((q) => [q.id, q]));
        return Object.fromEntries(
            Object.entries(answers).filter(
                ([id, answer]) =>
                    JSON.stringify(answer) !== JSON.stringify(before[id]) &&
                    (typeof answer.score !== "number" ||
                        isInRange(scales[id] || {}, answer.score))
            )
        );
    }

    /** Send what is typed so far; without a connection the browser keeps it. */
    sendDraft() {
        if (!this.baseline || !this.props.f4) {
            return;
        }
        const draft = this.draftOf(toRaw(this.model.root)._getChanges());
        if (draft.answers && Object.keys(draft.answers).length) {
            const {resModel, state} = this.props.f4;
            this.drafts.save(resModel, state.resIds[0], draft);
        }
    }
}

registry
    .category("views")
    .add("sama_survey_form", {...f4FormView, Controller: SurveyFormController});
