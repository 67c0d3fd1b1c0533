import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {hover, press, queryOne} from "@odoo/hoot-dom";
import {animationFrame, mockDate, runAllTimers} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {Component, xml} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {Dialog} from "@web/core/dialog/dialog";
import {user} from "@web/core/user";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountView,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Quote extends models.Model {
    name = fields.Char();
    day = fields.Date();
    line_ids = fields.One2many({relation: "quote.line", relation_field: "quote_id"});

    _records = [
        {id: 1, name: "one", day: "2026-11-24", line_ids: [1]},
        {id: 2, name: "two", day: "2026-11-25"},
        {id: 3, name: "three"},
    ];
    _views = {
        list: `<list><field name="name"/></list>`,
        kanban: `<kanban><templates><t t-name="card"><field name="name"/></t></templates></kanban>`,
        calendar: `<calendar date_start="day" mode="month" scales="month"/>`,
        form: `<form><field name="name"/><field name="line_ids"><list><field name="name"/></list></field></form>`,
    };
}

class QuoteLine extends models.Model {
    name = fields.Char();
    quote_id = fields.Many2one({relation: "quote"});

    _records = [{id: 1, name: "line", quote_id: 1}];
    _views = {list: `<list><field name="name"/></list>`};
}

defineMailModels();
defineModels([Quote, QuoteLine]);

/** @type {Array} what the form would be opened with */
let opened;
let mayUse;

beforeEach(() => {
    opened = [];
    mayUse = true;
    registry
        .category("sama_f4")
        .add("quote", {group: "some.group", formModel: "quote"});
    patchWithCleanup(user, {hasGroup: () => Promise.resolve(mayUse)});
});

/** Let the service open nothing, and note what it would have opened. */
function noteDialogs() {
    patchWithCleanup(getService("dialog"), {
        add: (_component, props) => opened.push(props.context.active_ids),
    });
}

async function pressF4() {
    await press("F4");
    await animationFrame();
}

const cell = (index) => queryOne(`.o_data_row:eq(${index}) .o_data_cell`);

test("the focused row of a list", async () => {
    await mountView({type: "list", resModel: "quote"});
    noteDialogs();
    cell(1).focus();
    await pressF4();
    expect(opened).toEqual([[2]]);
});

test("else the ticked rows; a focused row that is not ticked goes first", async () => {
    await mountView({type: "list", resModel: "quote"});
    noteDialogs();
    await contains(".o_data_row:eq(0) .o_list_record_selector input").click();
    await contains(".o_data_row:eq(2) .o_list_record_selector input").click();
    await pressF4();
    cell(1).focus();
    await pressF4();
    expect(opened).toEqual([[1, 3], [2]]);
});

test("nothing pointed at: a message", async () => {
    await mountView({type: "list", resModel: "quote"});
    noteDialogs();
    await pressF4();
    expect(opened).toEqual([]);
    expect(".o_notification").toHaveCount(1);
});

test("the focused card", async () => {
    await mountView({type: "kanban", resModel: "quote"});
    noteDialogs();
    queryOne(".o_kanban_record:eq(2)").focus();
    await pressF4();
    expect(opened).toEqual([[3]]);
});

test("in the calendar the event pointed at, else the one clicked last", async () => {
    mockDate("2026-11-24 10:00:00");
    await mountView({type: "calendar", resModel: "quote"});
    noteDialogs();
    await pressF4();
    expect(opened).toEqual([]);
    expect(".o_notification").toHaveText(/Point at an event/);

    await hover(".fc-event[data-event-id='2']");
    await pressF4();
    await contains(".fc-event[data-event-id='1']").click();
    await runAllTimers();
    await animationFrame();
    expect(".o_cw_popover").toHaveCount(1);
    await hover(".o_cw_popover");
    await pressF4();
    expect(opened).toEqual([[2], [1]]);
    await animationFrame();
    expect(".o_cw_popover").toHaveCount(0);
});

test("the open record, also from a list inside it", async () => {
    await mountView({type: "form", resModel: "quote", resId: 1});
    noteDialogs();
    cell(0).focus();
    await pressF4();
    expect(opened).toEqual([[1]]);
});

test("without the group a message, and no form", async () => {
    mayUse = false;
    await mountView({type: "list", resModel: "quote"});
    noteDialogs();
    cell(0).focus();
    await pressF4();
    expect(opened).toEqual([]);
    expect(".o_notification").toHaveCount(1);
});

test("other models and modifiers leave the key to the browser", async () => {
    await mountView({type: "list", resModel: "quote.line"});
    noteDialogs();
    cell(0).focus();
    let [ev] = await press("F4");
    expect(ev.defaultPrevented).toBe(false);
    registry.category("sama_f4").add("quote.line", {formModel: "quote.line"});
    [ev] = await press(["alt", "F4"]).then((events) => events.slice(1));
    expect(ev.defaultPrevented).toBe(false);
    expect(opened).toEqual([]);
    [ev] = await press("F4");
    expect(ev.defaultPrevented).toBe(true);
    registry.category("sama_f4").remove("quote.line");
});

test("nothing inside a dialog", async () => {
    class Ask extends Component {
        static components = {Dialog};
        static template = xml`<Dialog><input/></Dialog>`;
        static props = ["*"];
    }
    await mountView({type: "list", resModel: "quote"});
    cell(0).focus();
    getService("dialog").add(Ask);
    await animationFrame();
    noteDialogs();
    const [ev] = await press("F4");
    expect(ev.defaultPrevented).toBe(false);
    expect(opened).toEqual([]);
});

test("a view that is gone is forgotten", async () => {
    const view = await mountView({type: "list", resModel: "quote"});
    expect(getService("sama_f4").currentView().resModel).toBe("quote");
    view.__owl__.app.destroy();
    expect(getService("sama_f4").currentView()).toBe(undefined);
});
