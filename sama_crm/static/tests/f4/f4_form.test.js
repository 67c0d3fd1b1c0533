import {describe, expect, test} from "@odoo/hoot";
import {press, queryOne} from "@odoo/hoot-dom";
import {animationFrame, runAllTimers} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {ConnectionLostError, rpc} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Quote extends models.Model {
    name = fields.Char();

    _records = [
        {id: 1, name: "one"},
        {id: 2, name: "two"},
    ];
    _views = {
        list: `<list><field name="name"/></list>`,
        form: `<form>
            <field name="name"/>
            <footer>
                <button name="action_send_now" type="object" string="Send"/>
                <button special="cancel" string="Discard"/>
            </footer>
        </form>`,
    };
}

class QuoteForm extends models.Model {
    _name = "quote.form";

    title = fields.Char({default: "The form"});
    text = fields.Char();
    choice = fields.Selection({
        selection: [
            ["talked", "Talked"],
            ["busy", "Busy"],
            ["message", "Message"],
        ],
    });
    words = fields.Text();
    write = fields.Json({
        default: {
            message: {
                type: "ir.actions.act_window",
                res_model: "quote",
                views: [[false, "form"]],
                target: "new",
            },
        },
    });

    _views = {
        form: `
            <form js_class="sama_f4_form">
                <field name="title" invisible="1"/>
                <div class="o_f4_act"><field name="text"/></div>
                <field name="choice" widget="sama_choice"/>
                <field name="words" class="o_f4_text"/>
                <field name="write" widget="sama_contact" options="{'channel': 'choice'}"/>
                <widget name="sama_f4_problem" options="{'field': 'text'}"/>
                <footer>
                    <button name="action_f4_save_next" type="object" string="Save and Next"/>
                    <button special="cancel" string="Close"/>
                </footer>
            </form>`,
    };
}

defineMailModels();
defineModels([Quote, QuoteForm]);

/** Let the first saves get no answer. */
function loseSaves(count, note = () => null) {
    patchWithCleanup(rpc, {
        _rpc(url, params) {
            if (!url.endsWith("/f4_submit")) {
                return super._rpc(...arguments);
            }
            note(params.kwargs);
            return count-- > 0
                ? Promise.reject(new ConnectionLostError(url))
                : super._rpc(...arguments);
        },
    });
    expect.errors(count);
}

async function open() {
    registry.category("sama_f4").add("quote", {formModel: "quote.form"});
    patchWithCleanup(user, {hasGroup: () => Promise.resolve(true)});
    await mountView({type: "list", resModel: "quote"});
    queryOne(".o_data_row:eq(0) .o_data_cell").focus();
    await press("F4");
    await animationFrame();
    await runAllTimers();
    await animationFrame();
}

test("one call opens the form; its title is the record's", async () => {
    onRpc("quote.form", "onchange", () => expect.step("onchange"));
    await open();
    expect(".modal-title").toHaveText("The form");
    expect.verifySteps(["onchange"]);
});

test("problems stand at their field, nothing is lost; then the next row", async () => {
    const answers = [
        {problems: {text: "Write more."}},
        {message: "Saved", type: "success", res_ids: [1], next_id: 2},
        {message: "Saved", type: "success", res_ids: [2], next_id: false},
    ];
    onRpc("quote.form", "f4_submit", ({args, kwargs}) => {
        const {queue, done} = kwargs.walk;
        expect.step([args[0].text, queue, done, kwargs.context.active_ids]);
        return answers.shift();
    });
    await open();
    await contains(".o_dialog [name=text] input").edit("half", {confirm: false});
    await press(["ctrl", "Enter"]);
    await animationFrame();
    expect(".o_f4_problem").toHaveText("Write more.");
    expect(".o_dialog [name=text] input").toHaveValue("half");
    expect.verifySteps([["half", [2], [1], [1]]]);

    await contains(".o_dialog [name=text] input").edit("whole", {confirm: false});
    await press(["ctrl", "Enter"]);
    await animationFrame();
    expect.verifySteps([["whole", [2], [1], [1]]]);
    expect(".o_dialog [name=text] input").toHaveValue("");

    await press(["ctrl", "Enter"]);
    await animationFrame();
    await runAllTimers();
    await animationFrame();
    expect.verifySteps([[false, [], [1, 2], [2]]]);
    expect(".o_dialog").toHaveCount(0);
    expect(".o_data_row:eq(1) .o_data_cell").toBeFocused();
});

test("Escape keeps what was typed as a draft of the row", async () => {
    onRpc("sama.draft", "sama_save", ({args}) => {
        expect.step(args);
        return true;
    });
    await open();
    await contains(".o_dialog [name=text] input").edit("half", {confirm: false});
    await press("Escape");
    await animationFrame();
    expect(".o_dialog").toHaveCount(0);
    expect.verifySteps([["quote", 1, {text: "half"}]]);
});

test("a choice alone is no draft", async () => {
    onRpc("sama.draft", "sama_save", () => expect.step("draft"));
    await open();
    await contains(".o_dialog [role=radio]:eq(1)").click();
    await press("Escape");
    await animationFrame();
    expect(".o_dialog").toHaveCount(0);
    expect.verifySteps([]);
});

test("letters typed on a choice go to the text; digits still choose", async () => {
    await open();
    queryOne(".o_dialog [role=radio]:first").focus();
    await press("س");
    expect(".o_dialog [name=words] textarea").toBeFocused();
    queryOne(".o_dialog [role=radio]:first").focus();
    await press("2", {code: "Digit2"});
    await animationFrame();
    expect(".o_dialog [role=radio]:eq(1)").toBeFocused();
    expect(".o_dialog [role=radio]:eq(1)").toHaveAttribute("aria-checked", "true");
    await press(["ctrl", "b"]);
    expect(".o_dialog [role=radio]:eq(1)").toBeFocused();
});

test("letters after letters: the text goes on where it ends", async () => {
    await open();
    await contains(".o_dialog [name=words] textarea").edit("half", {confirm: false});
    queryOne(".o_dialog [role=radio]:first").focus();
    await press("a");
    expect(queryOne(".o_dialog [name=words] textarea").selectionStart).toBe(4);
});

test("a save whose answer was lost is sent again as the same one", async () => {
    const tokens = [];
    loseSaves(1, ({token}) => tokens.push(token));
    onRpc("quote.form", "f4_submit", () => ({
        message: "Saved",
        type: "success",
        res_ids: [1],
        next_id: 2,
    }));
    await open();
    await contains(".o_dialog [name=text] input").edit("half", {confirm: false});
    for (let time = 0; time < 3; time++) {
        await press(["ctrl", "Enter"]);
        await animationFrame();
    }
    expect.verifyErrors([/couldn't be established/]);
    expect(tokens).toHaveLength(3);
    expect(tokens[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(tokens[1]).toBe(tokens[0]);
    expect(tokens[2]).not.toBe(tokens[0]);
});

test("what was changed after a lost answer is kept as draft", async () => {
    onRpc("sama.draft", "sama_save", ({args}) => {
        expect.step(args);
        return true;
    });
    onRpc("quote.form", "f4_submit", () => ({
        message: "Saved",
        type: "success",
        res_ids: [1],
        next_id: false,
        is_changed: true,
    }));
    await open();
    await contains(".o_dialog [name=text] input").edit("changed", {confirm: false});
    await press(["ctrl", "Enter"]);
    await animationFrame();
    expect.verifySteps([["quote", 1, {text: "changed"}]]);
});

test("a draft whose save was not answered carries its token", async () => {
    onRpc("sama.draft", "sama_save", ({args}) => {
        expect.step(Object.keys(args[2]).sort());
        return true;
    });
    loseSaves(1);
    await open();
    await contains(".o_dialog [name=text] input").edit("half", {confirm: false});
    await press(["ctrl", "Enter"]);
    await animationFrame();
    await press("Escape");
    await animationFrame();
    expect.verifyErrors([/couldn't be established/]);
    expect.verifySteps([["text", "token"]]);
});

test("a message that was sent is the channel; one that was not is none", async () => {
    onRpc("quote", "action_send_now", () => false);
    await open();
    const chosen = ".o_dialog [data-value=message][aria-checked=true]";
    for (const [button, count] of [
        ["Discard", 0],
        ["Send", 1],
    ]) {
        await contains(".o_f4_dialog [data-channel=message]").click();
        await contains(
            `.o_dialog:last .modal-footer button:contains(${button})`
        ).click();
        await animationFrame();
        expect(".o_dialog").toHaveCount(1);
        expect(chosen).toHaveCount(count);
    }
});
