import {describe, expect, test} from "@odoo/hoot";
import {press, queryOne} from "@odoo/hoot-dom";
import {animationFrame, runAllTimers} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
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
    _views = {list: `<list><field name="name"/></list>`};
}

class QuoteForm extends models.Model {
    _name = "quote.form";

    title = fields.Char({default: "The form"});
    text = fields.Char();

    _views = {
        form: `
            <form js_class="sama_f4_form">
                <field name="title" invisible="1"/>
                <div class="o_f4_act"><field name="text"/></div>
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
