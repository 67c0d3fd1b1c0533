/**
 * What F4 sees of an open view: its model, the row it stands on, and how the list goes on.
 * Views register themselves while they are mounted; lists inside a form's fields are no
 * controllers, so they do not count.
 */
import {onMounted, onWillUnmount} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

/** @returns {string} what to say if F4 points at no row */
export const rowHint = () =>
    _t("Go to a row with the arrow keys, or tick rows; then press F4.");

export class F4View {
    /** @type {string} selector of what stands for a record, with its `data-id` */
    static row = null;

    /** @param {Component} controller a view's controller */
    constructor(controller) {
        this.controller = controller;
        /** @type {Set<number>} rows worked on since the view was opened */
        this.done = new Set();
    }

    get resModel() {
        return this.controller.props.resModel;
    }

    get root() {
        return this.controller.model.root;
    }

    get el() {
        return this.controller.rootRef?.el || null;
    }

    get isVisible() {
        return Boolean(this.el?.isConnected && this.el.getClientRects().length);
    }

    /** @returns {string} what to say if F4 points at nothing */
    get hint() {
        return rowHint();
    }

    /** @returns {boolean} whether there may be a next row */
    get isMulti() {
        return false;
    }

    /** @returns {Promise<number[]|false>} what F4 acts on; false if it must not */
    async getTarget() {
        return [];
    }

    /**
     * @param {number} _resId the row just worked on
     * @returns {{queue: number[], domain: Array, order: string, done: number[]}|null}
     */
    getWalk(_resId) {
        return null;
    }

    /** Called when the view is on the page. */
    attach() {}

    /** Called when the view leaves the page. */
    detach() {}

    /** Read the records again. */
    async reload() {
        await this.controller.model.load();
    }

    /** @param {number} _resId */
    focus(_resId) {}
}

/** @param {Object} list a list of the relational model, grouped or not */
function visibleRecords(list) {
    if (!list.isGrouped) {
        return list.records;
    }
    return list.groups.flatMap((group) =>
        group.isFolded ? [] : visibleRecords(group.list)
    );
}

class F4MultiView extends F4View {
    get isMulti() {
        return true;
    }

    get records() {
        return this.root?.hasData && !this.controller.model.useSampleModel
            ? visibleRecords(this.root)
            : [];
    }

    /** @returns {Object|undefined} the record of the row that has the focus */
    get focused() {
        const active = document.activeElement;
        const row = this.el?.contains(active) && active.closest(this.constructor.row);
        return row
            ? this.records.find((record) => record.id === row.dataset.id)
            : undefined;
    }

    async getTarget() {
        const {focused} = this;
        const ticked = this.root?.selection || [];
        // Whoever ticks rows one by one has the focus on the last of them.
        if (focused && !(focused.selected && ticked.length > 1)) {
            return [focused.resId];
        }
        if (this.root?.isDomainSelected) {
            return this.root.getResIds(true);
        }
        return ticked.map((record) => record.resId);
    }

    getWalk(resId) {
        const ids = this.records.map((record) => record.resId);
        return {
            queue: ids.slice(ids.indexOf(resId) + 1),
            domain: this.root.domain,
            order: this.root.orderBy
                .map(({name, asc}) => `${name} ${asc === false ? "desc" : "asc"}`)
                .join(", "),
            done: [...this.done],
        };
    }

    /** Remember where the row is, so that the focus finds a place if it leaves the list. */
    mark(resId) {
        this.markedIndex = this.records.findIndex((record) => record.resId === resId);
    }

    async focus(resId) {
        // The rows are drawn after the model has loaded.
        await new Promise((resolve) =>
            requestAnimationFrame(() => setTimeout(resolve))
        );
        const {records} = this;
        const record =
            records.find((candidate) => candidate.resId === resId) ||
            records[Math.min(Math.max(this.markedIndex || 0, 0), records.length - 1)];
        const row =
            record &&
            this.el?.querySelector(`${this.constructor.row}[data-id="${record.id}"]`);
        const target = row && (row.matches("[tabindex]") ? row : this.cellOf(row));
        (target || this.el?.querySelector(".o_renderer") || this.el)?.focus();
    }

    cellOf(row) {
        return (
            row.querySelector("td.o_data_cell[tabindex]") ||
            row.querySelector("td[tabindex]")
        );
    }
}

export class F4ListView extends F4MultiView {
    static row = "tr.o_data_row";
}

export class F4KanbanView extends F4MultiView {
    static row = ".o_kanban_record";
}

export class F4FormView extends F4View {
    async getTarget() {
        const {root} = this;
        if (root.isNew || (await root.isDirty())) {
            if (!(await this.controller.save())) {
                return false;
            }
        }
        return [root.resId];
    }

    focus() {
        if (!this.el?.contains(document.activeElement)) {
            this.el
                ?.querySelector("button[data-f4], .o_content button, input")
                ?.focus();
        }
    }
}

const EVENT = ".fc-event[data-event-id]";
const POINTER = ["pointerdown", "pointerover"];

/** The calendar: the event that was clicked last, else the one under the pointer. */
export class F4CalendarView extends F4View {
    /** @type {Element|null} the event that was clicked last */
    clicked = null;
    /** @type {Element|null} the event under the pointer */
    pointed = null;

    get el() {
        return document.querySelector(".o_calendar_view");
    }

    get hint() {
        return _t("Point at an event or click it; then press F4.");
    }

    attach() {
        this.onPointer = ({target, type}) => {
            const event = target.closest?.(EVENT) || null;
            this.pointed = event;
            // The bubble of an event is about that event still.
            if (type === "pointerdown" && !target.closest?.(".o_popover")) {
                this.clicked = event;
            }
        };
        for (const type of POINTER) {
            document.addEventListener(type, this.onPointer, {capture: true});
        }
    }

    detach() {
        for (const type of POINTER) {
            document.removeEventListener(type, this.onPointer, {capture: true});
        }
    }

    async getTarget() {
        const focused = this.el?.querySelector(`${EVENT}:focus`);
        const event = [this.clicked, this.pointed, focused].find(
            (candidate) => candidate?.isConnected
        );
        document.querySelector(".o_cw_popover_close")?.click();
        return event ? [Number(event.dataset.eventId)] : [];
    }
}

/** The activity view: the focused row of its table. */
export class F4ActivityView extends F4MultiView {
    get el() {
        return document.querySelector(".o_action_manager .o_activity_view");
    }

    get focused() {
        const rows = [...(this.el?.querySelectorAll("tbody tr.o_data_row") || [])];
        const index = rows.indexOf(document.activeElement.closest("tr.o_data_row"));
        return index < 0 ? undefined : this.records[index];
    }

    focus() {}
}

/**
 * Register the view of the component that is being set up, while it is mounted.
 *
 * @param {Component} controller
 * @param {typeof F4View} ViewClass
 */
export function useF4View(controller, ViewClass) {
    const service = controller.env.services.sama_f4;
    if (!service || controller.env.inDialog) {
        return;
    }
    const view = new ViewClass(controller);
    onMounted(() => {
        service.register(view);
        view.attach();
    });
    onWillUnmount(() => {
        service.unregister(view);
        view.detach();
    });
}
