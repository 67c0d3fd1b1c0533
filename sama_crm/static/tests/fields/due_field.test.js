import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {mockDate} from "@odoo/hoot-mock";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class Promise extends models.Model {
    due = fields.Date();
    _records = [
        {id: 1, due: "2026-12-02"},
        {id: 2, due: "2026-11-30"},
        {id: 3, due: "2026-10-31"},
        {id: 4, due: false},
        {id: 5, due: "2027-11-29"},
    ];
}

defineModels([Promise]);
defineMailModels();

test("counts days over the end of a month", async () => {
    mockDate("2026-11-29 12:00:00");
    await mountView({
        type: "list",
        resModel: "promise",
        arch: `<list><field name="due" widget="sama_due"/></list>`,
    });
    expect(queryAllTexts(".o_data_cell")).toEqual([
        "In 3 days",
        "Tomorrow",
        "29 days ago",
        "",
        "Nov 29, 2027",
    ]);
});
