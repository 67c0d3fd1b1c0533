import {cookie} from "@web/core/browser/cookie";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** @param {string} name of a tile, which is chosen */
const chosen = (name) => `.o_sama_tile[name=${name}][aria-pressed=true]`;
const row = (text) => `.o_sama_desk .o_data_row:contains(${text})`;

/** A follower's morning, in Persian: the notice, the rows, one quotation and back. */
tours.add("sama_crm_desk", {
    url: "/odoo",
    steps: () => [
        {
            content: "The notice says what is due, on whatever page the day begins",
            trigger: ".o_sama_day_notice:contains(در نوبت پیگیری است)",
        },
        {
            content: "and opens it",
            trigger: ".o_sama_day_notice .o_notification_buttons button",
            run: "click",
        },
        {trigger: chosen("due")},
        {trigger: row("Late Customer")},
        {
            trigger: `${row("Today Customer")} a[href^='tel:']:contains(0912)`,
        },
        {
            content: "A tile opens its rows",
            trigger: ".o_sama_tile[name=later]:contains(روزهای بعد)",
            run: "click",
        },
        {trigger: chosen("later")},
        {trigger: `${row("Later Customer")} td[name=name]`, run: "click"},
        {content: "The quotation opens", trigger: ".o_form_view"},
        {
            content: "and back, the tile is still chosen",
            trigger: ".breadcrumb-item a, .o_back_button",
            run: "click",
        },
        {trigger: `${chosen("later")}`},
        {trigger: row("Later Customer")},
        {
            content: "An empty cut says where to go on",
            trigger: ".o_sama_tile[name=never]",
            run: "click",
        },
        {trigger: ".o_sama_desk_empty button[name=next]", run: "click"},
        {trigger: chosen("due")},
        {trigger: row("Late Customer")},
    ],
});

/** One column, cards instead of a list, and no second notice on the same day. */
tours.add("sama_crm_desk_phone", {
    url: "/odoo/my-desk",
    steps: () => [
        {
            trigger: ".o_sama_tile[name=due]",
            run() {
                const tiles = [...document.querySelectorAll(".o_sama_tiles_main > *")];
                const boxes = tiles.map((tile) => tile.getBoundingClientRect());
                if (new Set(boxes.map((box) => box.left)).size !== 1) {
                    throw new Error("The tiles do not stand in one column.");
                }
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("The page is wider than the phone.");
                }
                if (document.querySelector(".o_sama_day_notice")) {
                    throw new Error("The notice of the day came twice.");
                }
            },
        },
        {trigger: ".o_sama_desk_rows .o_kanban_record:contains(Late Customer)"},
        {trigger: ".o_sama_desk_rows .o_kanban_record a[href^='tel:']"},
        {trigger: ".o_sama_tile[name=later]", run: "click"},
        {trigger: ".o_sama_desk_rows .o_kanban_record:contains(Later Customer)"},
    ],
});

/** A manager sees each follower, and opens his desk by a number of the table. */
tours.add("sama_crm_desk_manager", {
    url: "/odoo/my-desk",
    steps: () => [
        {trigger: ".o_sama_desk_chart canvas"},
        {
            trigger: ".o_sama_team_table tr:contains(Sama Agent) button[name=overdue]",
            run: "click",
        },
        {trigger: chosen("overdue")},
        {trigger: ".o_sama_desk_scope:contains(Sama Agent)"},
        {trigger: row("Late Customer")},
        {trigger: ".o_sama_tile[name=unassigned]", run: "click"},
        {trigger: row("Free Customer")},
    ],
});

/** The bell opens Odoo's own list for an agent without any right of Sales. */
tours.add("sama_crm_desk_bell", {
    url: "/odoo/my-desk",
    steps: () => [
        {trigger: ".o_sama_desk"},
        {trigger: ".o_menu_systray button:has(.fa-clock-o)", run: "click"},
        {trigger: ".o-mail-ActivityGroup[data-model_name='sale.order']", run: "click"},
        {trigger: ".o_list_view .o_data_row:contains(Late Customer)"},
        {trigger: ".o_switch_view.o_activity", run: "click"},
        {trigger: ".o_activity_view .o_activity_record:contains(Late Customer)"},
    ],
});

/** A colleague logs a follow-up elsewhere; this desk, left open, says so by itself. */
tours.add("sama_crm_desk_bus", {
    url: "/odoo/my-desk",
    steps: () => [
        {trigger: row("Late Customer")},
        {
            content: "A colleague plans it anew, from another machine",
            trigger: ".o_sama_tile[name=overdue]:contains(۱)",
            async run() {
                const call = JSON.parse(
                    decodeURIComponent(cookie.get("sama_colleague"))
                );
                const response = await fetch("/jsonrpc", {
                    method: "POST",
                    headers: {"Content-Type": "application/json"},
                    body: JSON.stringify({
                        jsonrpc: "2.0",
                        params: {service: "object", method: "execute_kw", args: call},
                    }),
                }).then((answer) => answer.json());
                if (response.error) {
                    throw new Error(response.error.data.message);
                }
            },
        },
        {content: "The number", trigger: ".o_sama_tile[name=overdue]:contains(۰)"},
        {
            content: "and the rows, without a reload",
            trigger: ".o_sama_desk:not(:has(.o_data_row:contains(Late Customer)))",
        },
    ],
});
