import {describe, expect, test} from "@odoo/hoot";
import {advanceTime, animationFrame, Deferred} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    MockServer,
    mountView,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";
import {waitUntilSubscribe} from "@bus/../tests/bus_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {waitFor} from "@odoo/hoot-dom";
import {WebClient} from "@web/webclient/webclient";

describe.current.tags("desktop");

class SamaReportJob extends models.Model {
    _name = "sama.report.job";

    name = fields.Char();
    progress = fields.Integer();
    state = fields.Selection({
        selection: [
            ["queued", "Waiting"],
            ["running", "In Progress"],
            ["done", "Done"],
        ],
    });

    _records = [{id: 1, name: "Long.xlsx", progress: 0, state: "queued"}];
    _views = {
        form: `
            <form edit="0">
                <widget name="sama_report_progress"/>
                <field name="state"/>
            </form>`,
    };
}

defineMailModels();
defineModels([SamaReportJob]);

/** The client subscribes a moment after its start; a message before that is lost. */
async function startClient() {
    await mountWithCleanup(WebClient);
    getService("bus_service").start();
    await waitUntilSubscribe();
}

function tell(message) {
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, "sama_report", message);
}

describe("a report of a list", () => {
    test("has the rows that its words say, also while the list still loads", async () => {
        await mountView({
            resModel: "sama.report.job",
            type: "list",
            arch: `<list class="o_sama_report"><field name="name"/></list>`,
            searchViewArch: `
                <search>
                    <filter name="done" string="Done" domain="[('state', '=', 'done')]"/>
                </search>`,
            context: {search_default_done: 1},
        });
        const asked = [];
        patchWithCleanup(getService("action"), {
            doAction: ({context}) => asked.push(context.default_request),
        });
        const slow = new Deferred();
        onRpc("sama.report.job", "web_search_read", () => slow);
        await contains(".o_facet_remove").click();
        await contains(".o_sama_report_button").click();
        expect(asked).toHaveLength(1);
        expect(asked[0].filters).toEqual([]);
        expect(asked[0].domain).toEqual([]);
        slow.resolve({length: 0, records: []});
        await animationFrame();
    });
});

describe("a report of the background", () => {
    test("is told when it is ready, and stays until it is fetched", async () => {
        await startClient();
        tell({
            id: 1,
            text: "Your report is ready: Long.xlsx",
            url: "/sama_crm/report/job/1",
            error: false,
        });
        await waitFor(".o_notification");
        expect(".o_notification_content").toHaveText("Your report is ready: Long.xlsx");
        expect(".o_notification_bar").toHaveClass("bg-success");
        expect(".o_notification button:contains(Download)").toHaveCount(1);
        await advanceTime(60000);
        expect(".o_notification").toHaveCount(1);
    });

    test("is told with its reason when it failed", async () => {
        await startClient();
        tell({
            id: 1,
            text: "Your report could not be made: Long.xlsx",
            url: false,
            error: "No rows",
        });
        await waitFor(".o_notification");
        expect(".o_notification_content").toHaveText(
            "Your report could not be made: Long.xlsx. No rows"
        );
        expect(".o_notification_bar").toHaveClass("bg-danger");
        expect(".o_notification button:contains(Download)").toHaveCount(0);
    });

    test("an import that is through leads to what came of it", async () => {
        await startClient();
        const done = [];
        patchWithCleanup(getService("action"), {
            doAction: (action) => done.push(action.res_id),
        });
        tell({
            id: 7,
            text: "Your import is through: old.xlsx",
            action: {type: "ir.actions.act_window", res_id: 7},
            error: false,
        });
        await waitFor(".o_notification");
        expect(".o_notification button:contains(Download)").toHaveCount(0);
        await contains(".o_notification button:contains(Show)").click();
        expect(done).toEqual([7]);
    });

    test("shows how far it has come, by itself", async () => {
        await mountView({resModel: "sama.report.job", resId: 1, type: "form"});
        expect(".progress-bar-animated").toHaveCount(1);
        expect(".progress").toHaveAttribute("aria-valuenow", "0");
        MockServer.env["sama.report.job"].write([1], {progress: 40, state: "running"});
        await advanceTime(2100);
        await animationFrame();
        expect(".progress").toHaveAttribute("aria-valuenow", "40");
        MockServer.env["sama.report.job"].write([1], {progress: 100, state: "done"});
        await advanceTime(2100);
        await animationFrame();
        expect(".progress").toHaveAttribute("aria-valuenow", "100");
        expect(".progress-bar-animated").toHaveCount(0);
    });
});
