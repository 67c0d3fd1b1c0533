/** The rows below the tiles: Odoo's own list (kanban on a phone), told to reload. */
import {registry} from "@web/core/registry";
import {useBus} from "@web/core/utils/hooks";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {ListController} from "@web/views/list/list_controller";
import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";

import {status, useComponent, useEffect} from "@odoo/owl";

export const RELOAD_ROWS = "RELOAD_ROWS";
export const FOCUS_ROWS = "FOCUS_ROWS";

/** @returns {{row: number, cell: string | null} | null} which row has the focus */
function focusedRow(root) {
    const row = document.activeElement?.closest(".o_data_row");
    if (!row || !root?.contains(row)) {
        return null;
    }
    const rows = [...root.querySelectorAll(".o_data_row")];
    const cell = document.activeElement.closest("td");
    return {
        row: rows.indexOf(row),
        cell: cell?.getAttribute("name"),
        id: row.dataset.id,
    };
}

/**
 * Reloads the rows when the desk says so. Ticked rows wait until they are unticked, and
 * the focus returns to its row, or to the one that took its place.
 */
function useDeskRows() {
    const controller = useComponent();
    const desk = controller.env.samaDesk;
    if (!desk) {
        return;
    }
    let stale = false;
    const hasTicked = () =>
        controller.model.root.isDomainSelected ||
        controller.model.root.selection?.length > 0;

    async function reload() {
        // A load that overtakes the first one would leave the view waiting for ever.
        await controller.model.whenReady;
        if (status(controller) === "destroyed") {
            return;
        }
        if (hasTicked()) {
            stale = true;
            return;
        }
        stale = false;
        const root = controller.rootRef.el;
        const focused = focusedRow(root);
        const records = controller.model.root.records || [];
        const resId = focused && records.find(({id}) => id === focused.id)?.resId;
        await controller.model.load();
        if (!focused || status(controller) === "destroyed") {
            return;
        }
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const active = document.activeElement;
        if (active && active !== document.body && active.isConnected) {
            return;
        }
        const rows = [...root.querySelectorAll(".o_data_row")];
        const same = controller.model.root.records?.find(
            (record) => record.resId === resId
        );
        const row =
            rows.find((el) => el.dataset.id === same?.id) ||
            rows[Math.min(focused.row, rows.length - 1)];
        row?.querySelector(`td[name="${focused.cell}"], td[tabindex]`)?.focus();
    }

    useBus(desk.bus, RELOAD_ROWS, reload);
    useEffect(
        (ticked) => {
            if (!ticked && stale) {
                reload();
            }
        },
        () => [hasTicked()]
    );
}

export class DeskListController extends ListController {
    setup() {
        super.setup();
        useDeskRows();
        if (this.env.samaDesk) {
            useBus(this.env.samaDesk.bus, FOCUS_ROWS, () => {
                const cell = this.rootRef.el.querySelector(".o_data_row td[tabindex]");
                cell?.focus();
            });
        }
    }
}

export class DeskListRenderer extends ListRenderer {
    /** A click on the phone number calls; it does not open the quotation as well. */
    async onCellClicked(record, column, ev, newWindow) {
        if (ev.target.closest("a[href^='tel:']")) {
            return;
        }
        return super.onCellClicked(record, column, ev, newWindow);
    }
}

export class DeskKanbanController extends KanbanController {
    setup() {
        super.setup();
        useDeskRows();
    }
}

registry.category("views").add("sama_desk_list", {
    ...listView,
    Controller: DeskListController,
    Renderer: DeskListRenderer,
});
registry.category("views").add("sama_desk_kanban", {
    ...kanbanView,
    Controller: DeskKanbanController,
});
