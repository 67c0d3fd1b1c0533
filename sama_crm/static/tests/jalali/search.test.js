import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {
    defineModels,
    fields,
    getFacetTexts,
    models,
    mountWithSearch,
    toggleMenuItem,
    toggleMenuItemOption,
    toggleSearchBarMenu,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {Component, xml} from "@odoo/owl";
import {SearchBar} from "@web/search/search_bar/search_bar";
import {SearchBarMenu} from "@web/search/search_bar_menu/search_bar_menu";
import {deactivate} from "@sama_crm/jalali/jalali_state";
import {useJalali} from "./jalali_test_helpers";

describe.current.tags("desktop");

class Visit extends models.Model {
    day = fields.Date({searchable: true, groupable: true});
    instant = fields.Datetime({searchable: true, groupable: true});

    _views = {
        search: `
            <search>
                <filter string="Day" name="day" date="day"/>
                <filter string="Instant" name="instant" date="instant"/>
            </search>`,
    };
}

class Bar extends Component {
    static components = {SearchBar, SearchBarMenu};
    static template = xml`<div><SearchBar/><SearchBarMenu/></div>`;
    static props = ["*"];
}

defineMailModels();
defineModels([Visit]);
useJalali();

/** @returns {Promise<Component>} */
async function mountBar() {
    return await mountWithSearch(Bar, {
        resModel: "visit",
        searchMenuTypes: ["filter"],
        searchViewId: false,
    });
}

test("months, seasons and years are Jalali", async () => {
    const bar = await mountBar();
    await toggleSearchBarMenu();
    await toggleMenuItem("Day");
    expect(queryAllTexts(".o_item_option")).toEqual([
        "آذر",
        "آبان",
        "مهر",
        "Winter",
        "Autumn",
        "Summer",
        "Spring",
        "۱۴۰۵",
        "۱۴۰۴",
        "۱۴۰۳",
    ]);
    await toggleMenuItemOption("Day", "آذر");
    expect(bar.env.searchModel.domain).toEqual([
        "&",
        ["day", ">=", "2026-11-22"],
        ["day", "<=", "2026-12-21"],
    ]);
    expect(getFacetTexts()).toEqual(["Day: آذر ۱۴۰۵"]);
    await toggleMenuItemOption("Day", "آذر");
    await toggleMenuItemOption("Day", "Winter");
    await toggleMenuItemOption("Day", "۱۴۰۳");
    await toggleMenuItemOption("Day", "۱۴۰۵");
    expect(getFacetTexts()).toEqual(["Day: Winter ۱۴۰۳"]);
    expect(bar.env.searchModel.domain).toEqual([
        "&",
        ["day", ">=", "2024-12-21"],
        ["day", "<=", "2025-03-20"],
    ]);
    await toggleMenuItemOption("Day", "Winter");
    await toggleMenuItemOption("Day", "۱۴۰۴");
    expect(getFacetTexts()).toEqual(["Day: ۱۴۰۳/۱۴۰۴"]);
    expect(bar.env.searchModel.domain).toEqual([
        "|",
        "&",
        ["day", ">=", "2024-03-20"],
        ["day", "<=", "2025-03-20"],
        "&",
        ["day", ">=", "2025-03-21"],
        ["day", "<=", "2026-03-20"],
    ]);
});

test("instants are bounded at Tehran's midnight", async () => {
    const bar = await mountBar();
    await toggleSearchBarMenu();
    await toggleMenuItem("Instant");
    await toggleMenuItemOption("Instant", "آبان");
    expect(bar.env.searchModel.domain).toEqual([
        "&",
        ["instant", ">=", "2026-10-22 20:30:00"],
        ["instant", "<=", "2026-11-21 20:29:59"],
    ]);
});

test("the server is asked for Jalali buckets, favourites are not told", async () => {
    const bar = await mountBar();
    const {searchModel} = bar.env;
    expect(searchModel.context.jalali).toBe(true);
    expect(searchModel._getContext().jalali).toBe(undefined);
    deactivate();
    expect(searchModel.context.jalali).toBe(undefined);
});
