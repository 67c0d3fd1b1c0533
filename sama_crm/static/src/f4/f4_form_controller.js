import {onMounted, reactive, toRaw, useExternalListener, useSubEnv} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError} from "@web/core/network/rpc";
import {useService} from "@web/core/utils/hooks";
import {uuid} from "@web/core/utils/strings";
import {debounce} from "@web/core/utils/timing";
import {FormController} from "@web/views/form/form_controller";
import {focusNextField, isLetterKey, isNextFieldKey} from "./f4_keys";

const ACT_PREFIX = "action_f4_";
const SNAPSHOT_DELAY = 600;

/**
 * A form that F4 opens: its buttons `action_f4_<act>` save by one call, problems stand at
 * their fields, Enter leads on, and what is left unsaved becomes a draft.
 *
 * Ctrl+Enter (the first button) and Escape are those of Odoo's dialogs.
 */
export class F4FormController extends FormController {
    static props = {...FormController.props, f4: {type: Object, optional: true}};

    setup() {
        super.setup();
        this.drafts = useService("sama_draft");
        this.notification = useService("notification");
        this.problems = reactive({});
        useSubEnv({f4Problems: this.problems});
        this.props.f4?.register(this);
        const snapshot = debounce(() => this.keepInBrowser(), SNAPSHOT_DELAY);
        onMounted(() => {
            const {el} = this.rootRef;
            el.addEventListener("keydown", (ev) => this.onKeydown(ev));
            el.addEventListener("input", () => snapshot());
            // Not before: the dialog would draw itself, and load the form, anew.
            this.showTitle();
            this.focusFirst();
        });
        useExternalListener(browser, "pagehide", () => this.keepInBrowser());
    }

    get modelParams() {
        const params = super.modelParams;
        params.hooks.onRootLoaded = (root) => this.onRootLoaded(root);
        return params;
    }

    /** A row's form is here: what it holds now is what was not typed by the user. */
    onRootLoaded(root) {
        this.baseline = toRaw(root)._getChanges();
        this.token = uuid();
        this.sent = null;
        this.clearProblems();
    }

    showTitle() {
        this.props.f4?.setTitle(this.model.root.data.title || "");
    }

    // ------------------------------------------------------------------
    // Keys and focus
    // ------------------------------------------------------------------

    onKeydown(ev) {
        if (isNextFieldKey(ev) && focusNextField(this.modal, ev.target)) {
            ev.preventDefault();
        } else if (isLetterKey(ev)) {
            this.goToText();
        }
    }

    /** Who types on a choice means the text: the letter of this very key goes there. */
    goToText() {
        const text = this.rootRef.el.querySelector(".o_f4_text textarea");
        if (text?.getClientRects().length) {
            text.focus();
            text.setSelectionRange(text.value.length, text.value.length);
        }
    }

    /** The dialog, with its footer; the form's own element outside of one. */
    get modal() {
        return this.rootRef.el.closest(".modal") || this.rootRef.el;
    }

    /** Focus the field where work begins: as the context says, else the first one. */
    focusFirst() {
        this.focusField(this.props.context.f4_focus);
    }

    /** @param {string} [name] the first choice to make, or field to fill, by default */
    focusField(name) {
        // Buttons are disabled while one of them is at work.
        browser.setTimeout(() => this.stopOf(name)?.focus());
    }

    /**
     * @param {string} [name]
     * @returns {HTMLElement|null|undefined} where the focus goes for the field
     */
    stopOf(name) {
        const form = this.rootRef.el;
        if (!name) {
            return (
                form?.querySelector("[role=radiogroup] [tabindex='0']") ||
                form?.querySelector("input, textarea")
            );
        }
        const field = form?.querySelector(`.o_field_widget[name="${name}"]`);
        // A date would open its calendar; the quick dates beside it are nearer.
        const quick =
            field?.matches(".o_field_date") &&
            field.closest(".o_f4_box")?.querySelector(".o_f4_quick");
        return (quick || field)?.querySelector(
            "[tabindex='0'], input, textarea, button"
        );
    }

    // ------------------------------------------------------------------
    // Saving
    // ------------------------------------------------------------------

    async beforeExecuteActionButton(clickParams) {
        if (clickParams.special === "cancel") {
            await this.keepDraft();
        }
        if (clickParams.name?.startsWith(ACT_PREFIX)) {
            await this.submit(clickParams.name.slice(ACT_PREFIX.length));
            return false;
        }
        return super.beforeExecuteActionButton(clickParams);
    }

    /** @param {string} act what the button does: save, save_next or one of the form's */
    async submit(act) {
        const record = this.model.root;
        this.clearProblems();
        const values = await record.getChanges();
        const invalid = [...toRaw(record._invalidFields)];
        if (invalid.length) {
            this.showProblems(
                Object.fromEntries(
                    invalid.map((name) => [name, _t("This cannot be read.")])
                )
            );
            return;
        }
        const walk = this.isWalkAct(act) ? this.props.f4?.getWalk() : null;
        if (walk) {
            walk.done = [...walk.done, ...(this.props.f4?.state.resIds || [])];
        }
        const result = await this.send(values, {
            act: act === "save_next" ? "save" : act,
            walk,
            context: record.context,
        });
        if (result.problems) {
            this.showProblems(result.problems);
            return;
        }
        await this.afterSubmit(result, Boolean(walk));
    }

    /**
     * Send the form. If the answer is lost nobody knows whether it was saved; the token
     * tells the server that it is the same form once more.
     */
    async send(values, params) {
        this.sent = this.baseline && JSON.stringify(this.draftOf(values));
        try {
            const result = await this.orm.call(
                this.props.resModel,
                "f4_submit",
                [values],
                {...params, token: this.token}
            );
            this.sent = null;
            return result;
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                this.sent = null;
            }
            throw error;
        }
    }

    /**
     * @param {string} act
     * @returns {boolean} whether this button goes on to the next row
     */
    isWalkAct(act) {
        return act === "save_next";
    }

    async afterSubmit(result, isWalk) {
        this.drafts.drop(this.props.f4?.resModel, result.res_ids);
        if (result.is_changed) {
            await this.keepDraft();
        }
        this.baseline = null;
        this.props.f4?.onSaved(result.res_ids);
        this.notify(result);
        if (result.next_id) {
            const context = this.props.f4.goTo(result.next_id);
            await this.model.load({resId: false, context});
            this.showTitle();
            this.focusFirst();
            return;
        }
        if (isWalk) {
            this.notification.add(_t("Nothing else in this list is due."), {
                type: "info",
            });
        }
        this.env.dialogData?.close();
        if (result.action) {
            await this.actionService.doAction(result.action);
        }
    }

    // `offer` is an act that suggests itself: {text, label, action}.
    notify({message, type = "success", notice, offer}) {
        this.notification.add(message, {type, sticky: type === "warning"});
        if (notice) {
            this.notification.add(notice, {type: "warning", sticky: true});
        }
        if (offer) {
            const close = this.notification.add(offer.text, {
                type: "warning",
                sticky: true,
                buttons: [
                    {
                        name: offer.label,
                        primary: true,
                        onClick: () => {
                            close();
                            this.actionService.doAction(offer.action);
                        },
                    },
                ],
            });
        }
    }

    clearProblems() {
        for (const name of Object.keys(this.problems)) {
            delete this.problems[name];
            this.model.root?.resetFieldValidity(name);
        }
    }

    /** @param {Object<string, string>} problems message by field; "" is the whole form */
    showProblems(problems) {
        Object.assign(this.problems, problems);
        const names = Object.keys(problems);
        const {activeFields} = this.model.root;
        for (const name of names.filter((key) => key in activeFields)) {
            this.model.root.setInvalidField(name);
        }
        this.focusField(names.find(Boolean));
    }

    // ------------------------------------------------------------------
    // Drafts
    // ------------------------------------------------------------------

    /**
     * @param {Object} values of the form now
     * @returns {Object} what the user typed: what differs from the form as it came, and
     *  what was his draft before
     */
    draftOf(values) {
        const kept = this.model.root.data.draft_keys || [];
        return Object.fromEntries(
            Object.entries(values).filter(
                ([name, value]) =>
                    !["many2many", "one2many"].includes(
                        this.model.root.fields[name].type
                    ) &&
                    (kept.includes(name) ||
                        JSON.stringify(value) !== JSON.stringify(this.baseline[name]))
            )
        );
    }

    /**
     * @param {Object} draft
     * @returns {boolean} whether something was written; a choice alone, such as "stop",
     *  would only surprise the next time
     */
    isWorthKeeping(draft) {
        const {fields} = this.model.root;
        return Object.keys(draft).some(
            (name) => !["boolean", "selection"].includes(fields[name].type)
        );
    }

    /** A draft that was sent, but not answered, says so: perhaps it is saved already. */
    withToken(draft) {
        return this.sent && JSON.stringify(draft) === this.sent
            ? {...draft, token: this.token}
            : draft;
    }

    /** Leave the form: what was typed stays as this user's draft of the document. */
    async keepDraft() {
        if (!this.baseline || !this.props.f4) {
            return;
        }
        const draft = this.draftOf(await this.model.root.getChanges());
        if (this.isWorthKeeping(draft)) {
            const {resModel, state} = this.props.f4;
            // Not awaited: without connection the browser has it, and closes the form.
            this.drafts.save(resModel, state.resIds[0], this.withToken(draft));
            this.notification.add(_t("Your text is kept; F4 opens it again."), {
                type: "info",
            });
        }
    }

    /** Keep what is typed at this moment in the browser, asking no field to parse it. */
    keepInBrowser() {
        if (!this.baseline || !this.props.f4 || !this.rootRef.el) {
            return;
        }
        const values = toRaw(this.model.root)._getChanges();
        for (const el of this.rootRef.el.querySelectorAll(
            ".o_field_widget[name] textarea"
        )) {
            const {name} = el.closest(".o_field_widget").attributes;
            values[name.value] = el.value || false;
        }
        const draft = this.draftOf(values);
        if (this.isWorthKeeping(draft)) {
            const {resModel, state} = this.props.f4;
            this.drafts.keep(resModel, state.resIds[0], this.withToken(draft));
        }
    }

    // ------------------------------------------------------------------
    // Odoo would save the form by itself; here only a button saves
    // ------------------------------------------------------------------

    beforeVisibilityChange() {
        this.keepInBrowser();
    }

    beforeUnload() {
        this.keepInBrowser();
    }

    async beforeLeave() {
        await this.keepDraft();
        return true;
    }
}
