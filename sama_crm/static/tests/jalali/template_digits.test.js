import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    mountWithCleanup,
    patchTranslations,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {Component, xml} from "@odoo/owl";
import {clearProcessedTemplates} from "@web/core/templates";
import {_t} from "@web/core/l10n/translation";
import {deactivate} from "@sama_crm/jalali/jalali_state";
import {useJalali} from "./jalali_test_helpers";

describe.current.tags("desktop");

class Paper extends models.Model {
    name = fields.Char();
    stage = fields.Selection({
        selection: [
            ["a", "First"],
            ["b", "Second"],
        ],
    });

    _records = Array.from({length: 12}, (_, index) => ({
        id: index + 1,
        name: `S0000${index}`,
        stage: index < 2 ? "a" : "b",
    }));
}

class Counters extends Component {
    static props = [];
    static template = xml`
        <div class="frame">
            <p t-esc="count"/>
            <p t-out="share"/>
            <p t-esc="code"/>
            <p t-esc="'(' + count + ')'"/>
            <p t-esc="count > 9 ? '9+' : count"/>
            <p t-esc="nothing">none</p>
            <textarea t-esc="count"/>
        </div>`;
    count = 12;
    share = 0.5;
    code = "S00041";
    nothing = undefined;
}

class Slotted extends Component {
    static props = [];
    static template = xml`<t t-call="${xml`<div class="slot"><t t-out="0"/></div>`}"><b t-esc="count"/></t>`;
    count = 12;
}

defineMailModels();
defineModels([Paper]);

describe("Persian", () => {
    useJalali();

    test("a number is shown in Persian digits, a code is not", async () => {
        await mountWithCleanup(Counters);
        expect(queryAllTexts(".frame p")).toEqual([
            "۱۲",
            "۰٫۵",
            "S00041",
            "(۱۲)",
            "۹+",
            "none",
        ]);
        expect(".frame textarea").toHaveValue("12");
    });

    test("the content of a called template stays", async () => {
        await mountWithCleanup(Slotted);
        expect(".slot b").toHaveText("۱۲");
    });

    test("kanban: columns and their progress", async () => {
        await mountView({
            resModel: "paper",
            type: "kanban",
            groupBy: ["stage"],
            arch: `<kanban><templates><t t-name="card"><field name="name"/></t></templates></kanban>`,
        });
        expect(queryAllTexts(".o_column_title")).toEqual([
            "First\n(۲)",
            "Second\n(۱۰)",
        ]);
        expect(".o_kanban_record:first").toHaveText("S00000");
    });

    test("list: groups, selection and pager", async () => {
        await mountView({
            resModel: "paper",
            type: "list",
            groupBy: ["stage"],
            arch: `<list><field name="name"/></list>`,
        });
        expect(queryAllTexts(".o_group_name")).toEqual(["First (۲)", "Second (۱۰)"]);
        await contains(".o_group_header:last").click();
        await contains("thead .o_list_record_selector input").click();
        expect(".o_selection_box").toHaveText(/۱۰\s+selected/);
        expect(".o_pager_limit").toHaveText("۲");
    });

    test("translated texts that are filled with numbers", () => {
        patchTranslations({web: {"%s records": "%s رکورد"}});
        expect(String(_t("%s records", 12))).toBe("۱۲ رکورد");
        expect(String(_t("%(count)s of %(name)s", {count: 3, name: "S00041"}))).toBe(
            "۳ of S00041"
        );
    });
});

test("other users see Latin digits", async () => {
    deactivate();
    clearProcessedTemplates();
    await mountWithCleanup(Counters);
    expect(queryAllTexts(".frame p")).toEqual([
        "12",
        "0.5",
        "S00041",
        "(12)",
        "9+",
        "none",
    ]);
    expect(String(_t("%s records", 12))).toBe("12 records");
});
