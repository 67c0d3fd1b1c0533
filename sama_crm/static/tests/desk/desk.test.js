import {describe, expect, test} from "@odoo/hoot";
import {keyDown, press, queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {
    advanceTime,
    animationFrame,
    Deferred,
    mockDate,
    mockTimeZone,
} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    MockServer,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";
import {waitUntilSubscribe} from "@bus/../tests/bus_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {session} from "@web/session";
import {user} from "@web/core/user";
import {WebClient} from "@web/webclient/webclient";

describe.current.tags("desktop");

class SaleOrder extends models.Model {
    _name = "sale.order";

    name = fields.Char();
    sama_follow_up_state = fields.Selection({
        selection: [
            ["overdue", "Overdue"],
            ["today", "Today"],
            ["planned", "Planned"],
        ],
    });
    sama_days_late = fields.Integer();

    _records = [
        {id: 1, name: "S1", sama_follow_up_state: "overdue", sama_days_late: 3},
        {id: 2, name: "S2", sama_follow_up_state: "today", sama_days_late: 0},
        {id: 3, name: "S3", sama_follow_up_state: "planned", sama_days_late: 0},
    ];
    _views = {
        "list,7": `
            <list js_class="sama_desk_list">
                <field name="sama_follow_up_state" column_invisible="True"/>
                <field name="sama_days_late" widget="sama_days_late"/>
                <field name="name"/>
            </list>`,
        "search,8": `<search><field name="name"/></search>`,
    };
}

class SamaDesk extends models.Model {
    _name = "sama.desk";
}

defineMailModels();
defineModels([SaleOrder, SamaDesk]);

const CUTS = [
    ...["due", "overdue", "today", "later", "no_date", "never", "stopped"],
    ...["next_7", "expiring_3", "try_again"],
];
const STATES = {
    due: ["overdue", "today"],
    overdue: ["overdue"],
    today: ["today"],
    later: ["planned"],
};

/** What the server answers: counted from the mock records, as the real one does. */
function serveDesk(values = {}) {
    onRpc("sama.desk", "get_data", ({args}) => {
        expect.step(`get_data ${args[0]}`);
        const orders = MockServer.env["sale.order"];
        const cuts = {};
        for (const name of CUTS) {
            const domain = [["sama_follow_up_state", "in", STATES[name] || []]];
            const count = orders.search_count(domain);
            cuts[name] = {count, amount: 100 * count, domain};
        }
        return {
            scope: args[0] || "mine",
            today: "2026-11-24",
            is_manager: false,
            currency_id: 1,
            cuts,
            done_today: 2,
            views: {list: 7, kanban: 7, search: 8},
            followers: [],
            team: [],
            year_id: false,
            years: [[5, "1405"]],
            ...values,
        };
    });
}

async function openDesk(context = {}) {
    await mountWithCleanup(WebClient);
    await startBus();
    await showDesk(context);
}

/** The client subscribes a moment after its start; a message before that is lost. */
async function startBus() {
    getService("bus_service").start();
    await waitUntilSubscribe();
}

async function showDesk(context) {
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sama_crm.desk",
        context,
    });
    await animationFrame();
}

const rowNames = () => queryAllTexts(".o_data_row [name=name]");

describe("desk", () => {
    test("opens on what is due; a tile opens its rows", async () => {
        serveDesk();
        await openDesk();
        expect.verifySteps(["get_data null"]);
        expect(".o_sama_tile[name=due] .o_sama_tile_count").toHaveText("2");
        expect(".o_sama_tile[name=due]").toHaveAttribute("aria-pressed", "true");
        expect(rowNames()).toEqual(["S1", "S2"]);
        expect(queryAllTexts(".o_sama_urgency")).toEqual(["3 days late", "Today"]);

        await contains(".o_sama_tile[name=later]").click();
        await animationFrame();
        expect(rowNames()).toEqual(["S3"]);
        expect(".o_sama_tile[name=later]").toHaveAttribute("aria-pressed", "true");
        expect(".o_sama_tile[name=later]").toBeFocused();
        expect.verifySteps([]);
    });

    test("arrows walk along the tiles and into the rows", async () => {
        serveDesk();
        await openDesk();
        expect.verifySteps(["get_data null"]);
        queryFirst(".o_sama_tile[name=due]").focus();
        await press("ArrowRight");
        expect(".o_sama_tile[name=overdue]").toBeFocused();
        await keyDown("ArrowDown");
        expect(document.activeElement.closest(".o_data_row")).not.toBe(null);
    });

    test("the arrow enters the rows also when nothing has the focus", async () => {
        serveDesk();
        await openDesk();
        expect.verifySteps(["get_data null"]);
        document.activeElement.blur();
        await press("ArrowDown");
        expect(document.activeElement.closest(".o_data_row")).not.toBe(null);
    });

    test("an empty cut says where to go on", async () => {
        serveDesk();
        await openDesk({sama_desk_cut: "never"});
        expect(".o_sama_desk_empty").toHaveCount(1);
        expect(".o_sama_desk_empty button").toHaveCount(1);
        await contains(".o_sama_desk_empty button").click();
        await animationFrame();
        expect(rowNames()).toEqual(["S1", "S2"]);
        expect.verifySteps(["get_data null"]);
    });

    test("the bus refreshes numbers and rows, once for several messages", async () => {
        serveDesk();
        await openDesk({sama_desk_cut: "overdue"});
        expect.verifySteps(["get_data null"]);
        expect(rowNames()).toEqual(["S1"]);

        MockServer.env["sale.order"].write([2], {
            sama_follow_up_state: "overdue",
            sama_days_late: 1,
        });
        for (let turn = 0; turn < 3; turn++) {
            MockServer.env["bus.bus"]._sendone(
                serverState.partnerId,
                "sama_crm.desk",
                {}
            );
        }
        await expect.waitForSteps(["get_data mine"]);
        await animationFrame();
        expect(".o_sama_tile[name=overdue] .o_sama_tile_count").toHaveText("2");
        expect(".o_sama_tile[name=overdue]").toHaveAttribute("aria-pressed", "true");
        expect(rowNames()).toEqual(["S1", "S2"]);
    });

    test("a refresh while the rows are still loading does not lose them", async () => {
        serveDesk();
        await openDesk();
        expect.verifySteps(["get_data null"]);
        const slow = new Deferred();
        onRpc("sale.order", "web_search_read", async ({parent}) => {
            await slow;
            return parent();
        });
        await contains(".o_sama_tile[name=later]").click();
        MockServer.env["bus.bus"]._sendone(serverState.partnerId, "sama_crm.desk", {});
        await expect.waitForSteps(["get_data mine"]);
        slow.resolve();
        await animationFrame();
        await animationFrame();
        expect(rowNames()).toEqual(["S3"]);
    });

    test("a refresh leaves ticked rows and the focused row alone", async () => {
        serveDesk();
        await openDesk();
        expect.verifySteps(["get_data null"]);
        await contains(".o_data_row:eq(0) input[type=checkbox]").click();
        expect(".o_data_row_selected").toHaveCount(1);
        MockServer.env["sale.order"].write([3], {sama_follow_up_state: "today"});
        MockServer.env["bus.bus"]._sendone(serverState.partnerId, "sama_crm.desk", {});
        await expect.waitForSteps(["get_data mine"]);
        await animationFrame();
        await animationFrame();
        expect(".o_sama_tile[name=due] .o_sama_tile_count").toHaveText("3");
        expect(rowNames()).toEqual(["S1", "S2"]);

        await contains(".o_data_row:eq(0) input[type=checkbox]").click();
        await animationFrame();
        expect(rowNames()).toEqual(["S1", "S2", "S3"]);

        queryFirst(".o_data_row:eq(1) td[name=name]").focus();
        MockServer.env["sale.order"].write([1], {sama_follow_up_state: "planned"});
        MockServer.env["bus.bus"]._sendone(serverState.partnerId, "sama_crm.desk", {});
        await expect.waitForSteps(["get_data mine"]);
        await animationFrame();
        await animationFrame();
        expect(rowNames()).toEqual(["S2", "S3"]);
        expect(document.activeElement.closest(".o_data_row")).toHaveText(/S2/);
    });

    test("a manager chooses whose desk; the browser remembers", async () => {
        const team = [
            {
                ...{id: 5, name: "Mina", open: 9, amount: 90, stopped: 0},
                ...{overdue: 2, today: 1, later: 3, no_date: 1, never: 2},
            },
        ];
        serveDesk({is_manager: true, followers: [[5, "Mina"]], team});
        await openDesk();
        expect(".o_sama_desk_chart canvas").toHaveCount(1);
        await contains(".o_sama_team_table button[name=overdue]").click();
        await animationFrame();
        expect.verifySteps(["get_data null", "get_data 5"]);
        expect(".o_sama_desk_scope").toHaveText("Mina");
        expect(".o_sama_tile[name=overdue]").toHaveAttribute("aria-pressed", "true");

        await contains(".o_sama_desk_scope").click();
        await contains(".o-dropdown-item:contains(All)").click();
        await showDesk({});
        expect.verifySteps(["get_data all", "get_data all"]);
    });
});

describe("day notice", () => {
    /** A client in Tehran, one minute to midnight. */
    function agentClient({noticeOn = false, due = {due: 7, overdue: 2}} = {}) {
        mockTimeZone("Europe/London");
        mockDate("2026-11-24 20:29:00", 0);
        patchWithCleanup(user, {tz: "Asia/Tehran"});
        patchWithCleanup(session, {sama_crm_desk: {notice_on: noticeOn}});
        onRpc("sama.desk", "take_day_notice", () => {
            expect.step("take_day_notice");
            return due;
        });
    }

    test("says how many, and opens them", async () => {
        agentClient();
        serveDesk();
        onRpc("/web/action/load", () => ({
            type: "ir.actions.client",
            tag: "sama_crm.desk",
        }));
        await mountWithCleanup(WebClient);
        await animationFrame();
        expect.verifySteps(["take_day_notice"]);
        expect(".o_notification").toHaveCount(1);
        expect(".o_notification_content").toHaveText(/7.*2/);
        await contains(".o_notification_buttons button").click();
        await animationFrame();
        expect(".o_notification").toHaveCount(0);
        expect.verifySteps(["get_data mine"]);
        expect(rowNames()).toEqual(["S1", "S2"]);
    });

    test("not asked again on the day, but past the user's midnight", async () => {
        agentClient({noticeOn: "2026-11-24"});
        await mountWithCleanup(WebClient);
        await animationFrame();
        expect.verifySteps([]);
        window.dispatchEvent(new Event("focus"));
        await animationFrame();
        expect.verifySteps([]);
        await advanceTime(62_000);
        expect.verifySteps(["take_day_notice"]);
        expect(".o_notification").toHaveCount(1);
        await advanceTime(62_000);
        expect.verifySteps([]);
    });

    test("nothing due, nothing said", async () => {
        agentClient({due: false});
        await mountWithCleanup(WebClient);
        await animationFrame();
        expect.verifySteps(["take_day_notice"]);
        expect(".o_notification").toHaveCount(0);
    });

    test("who is no agent is not asked for", async () => {
        onRpc("sama.desk", "take_day_notice", () => expect.step("take_day_notice"));
        await mountWithCleanup(WebClient);
        await advanceTime(86_400_000);
        expect.verifySteps([]);
    });
});
