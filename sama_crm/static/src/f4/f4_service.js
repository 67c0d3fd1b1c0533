/**
 * F4: one key that opens the form of the row one stands on.
 *
 * Odoo's hotkey service knows no function keys, so this service listens by itself. What F4
 * does on a model is an entry of the registry category `sama_f4`:
 *
 *     registry.category("sama_f4").add("sale.order", {
 *         group: "sama_crm.group_agent",   // who may; others get a message
 *         formModel: "sale.order.follow.up",   // a model that inherits `sama.f4.form`
 *         context: (view) => ({}),         // optional
 *         isFor: (view) => true,           // optional: not in each list of the model
 *         isSingle: true,                  // optional: ticked rows come one by one
 *     });
 *
 * Where the rows of a list speak of documents, the form is that of the document:
 *
 *     registry.category("sama_f4").add("sama.survey.response", {
 *         group: "sama_crm.group_agent",
 *         // where the document is, and optionally `context` of the form
 *         documentOf: async (env, resModel, resId) => ({resModel, resId}),
 *     });
 *
 * On models without entry the key is the browser's.
 */
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {F4Dialog} from "./f4_dialog";
import {isPlainF4} from "./f4_keys";
import {rowHint} from "./f4_view";

const f4Registry = registry.category("sama_f4");

export const f4Service = {
    dependencies: ["dialog", "notification", "sama_draft", "ui"],

    start(env, {dialog, notification, sama_draft: drafts, ui}) {
        /** @type {Set<F4View>} the mounted views, in the order of mounting */
        const views = new Set();
        let isBusy = false;

        /** @returns {F4View|undefined} the view one stands in, else the last opened */
        function currentView() {
            const visible = [...views].filter((view) => view.isVisible);
            return (
                visible.find((view) => view.el.contains(document.activeElement)) ||
                visible.at(-1)
            );
        }

        function onKeydown(ev) {
            if (!isPlainF4(ev) || ui.isBlocked || document.querySelector(".o_dialog")) {
                return;
            }
            const view = currentView();
            const handler = view && f4Registry.get(view.resModel, null);
            if (!handler || handler.isFor?.(view) === false) {
                return;
            }
            ev.preventDefault();
            ev.stopPropagation();
            if (!ev.repeat) {
                open({view});
            }
        }

        /**
         * Open the form.
         *
         * @param {Object} params
         * @param {F4View} [params.view] the view one stands in
         * @param {string} [params.resModel] the view's by default
         * @param {number[]} [params.resIds] what the view points at by default
         * @param {Object} [params.context]
         */
        async function open({view, resModel = view?.resModel, resIds, context}) {
            if (isBusy) {
                return;
            }
            isBusy = true;
            try {
                const handler = f4Registry.get(resModel);
                if (handler.group && !(await user.hasGroup(handler.group))) {
                    notification.add(
                        _t(
                            "Your user has no role in Customer Relations. Ask an administrator."
                        ),
                        {type: "warning"}
                    );
                    return;
                }
                if (!resIds?.length) {
                    resIds = (await view?.getTarget()) ?? [];
                }
                if (resIds && !resIds.length) {
                    await sayNoTarget(handler, view);
                }
                if (resIds?.length) {
                    const form = {handler, view, resModel, resIds, context};
                    openForm(handler.documentOf ? await documentForm(form) : form);
                }
            } finally {
                isBusy = false;
            }
        }

        /** There is no row: say how to choose one, or do what the model does without. */
        async function sayNoTarget(handler, view) {
            if (handler.onNoTarget) {
                await handler.onNoTarget(env, view);
                return;
            }
            notification.add(view ? view.hint : rowHint(), {type: "info"});
        }

        /** @returns {Promise<Object>} what opens the form of the document of a row */
        async function documentForm({handler, view, resModel, resIds: [rowId]}) {
            const document = await handler.documentOf(env, resModel, rowId);
            return {
                handler: f4Registry.get(document.resModel),
                view,
                rowId,
                resModel: document.resModel,
                resIds: [document.resId],
                context: document.context,
            };
        }

        // `rowId` is the row that stands for the document, if the list is not of documents.
        function openForm({handler, view, rowId, resModel, resIds, context}) {
            const ticked = handler.isSingle && resIds.length > 1 ? resIds : null;
            resIds = ticked ? resIds.slice(0, 1) : resIds;
            const isWalk = Boolean(!rowId && view?.isMulti && resIds.length === 1);
            const state = {resIds, rowId, wasSaved: false};
            view?.mark?.(rowId || resIds[0]);
            dialog.add(
                F4Dialog,
                {
                    resModel: handler.formModel,
                    context: formContext({
                        handler,
                        view,
                        resModel,
                        resIds,
                        context,
                        isWalk,
                    }),
                    f4: {
                        state,
                        resModel,
                        getWalk: () =>
                            isWalk ? walkOf(view, state.resIds[0], ticked) : null,
                        onSaved(logged) {
                            state.wasSaved = true;
                            if (!rowId) {
                                logged.forEach((resId) => view?.done.add(resId));
                            }
                        },
                        /** @param {number} resId the row to go to */
                        goTo(resId) {
                            state.resIds = [resId];
                            view.mark(resId);
                            return formContext({
                                handler,
                                view,
                                resModel,
                                resIds: [resId],
                                context,
                                isWalk,
                            });
                        },
                    },
                },
                {
                    // Not awaited: the dialog need not stay while the list reloads.
                    onClose: () => {
                        afterClose(view, state);
                    },
                }
            );
        }

        /** How the list goes on; of ticked rows, only they. */
        function walkOf(view, resId, ticked) {
            const walk = view.getWalk(resId);
            return ticked
                ? {
                      ...walk,
                      queue: ticked.slice(ticked.indexOf(resId) + 1),
                      domain: [["id", "in", ticked]],
                  }
                : walk;
        }

        function formContext({handler, view, resModel, resIds, context, isWalk}) {
            const draft = drafts.peek(resModel, resIds[0]);
            return {
                ...handler.context?.(view),
                ...context,
                active_model: resModel,
                active_id: resIds[0],
                active_ids: resIds,
                f4_open: true,
                f4_has_next: isWalk,
                ...(draft && {f4_draft: draft}),
            };
        }

        async function afterClose(view, state) {
            if (!view || !views.has(view)) {
                return;
            }
            if (state.wasSaved) {
                await view.reload();
            }
            view.focus(state.rowId || state.resIds[0]);
        }

        browser.addEventListener("keydown", onKeydown, {capture: true});

        return {
            open,
            currentView,
            register: (view) => views.add(view),
            unregister: (view) => views.delete(view),
        };
    },
};

registry.category("services").add("sama_f4", f4Service);

/** The button of the same act: a client action, so that it needs no call of its own. */
registry.category("actions").add("sama_f4", (env, action) => {
    const {active_model, active_id, active_ids, ...context} = action.context || {};
    const service = env.services.sama_f4;
    const resModel = action.res_model || active_model;
    const view = service.currentView();
    service.open({
        view: view?.resModel === resModel ? view : undefined,
        resModel,
        resIds: active_ids?.length ? active_ids : active_id ? [active_id] : [],
        context: pickDefaults(context),
    });
});

/** Of the list's context only what the button says of the form goes on to the form. */
function pickDefaults(context) {
    return Object.fromEntries(
        Object.entries(context).filter(
            ([key]) => key === "default_end" || key.startsWith("f4_")
        )
    );
}
