import {describe, expect, test} from "@odoo/hoot";
import {queryAll, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame, mockDate} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {
    clickDate,
    moveEventToDate,
    navigate,
} from "@web/../tests/views/calendar/calendar_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {Message} from "@mail/core/common/message_model";
import {floatField} from "@web/views/fields/float/float_field";
import {getFormattedDateSpan} from "@web/views/calendar/utils";
import {deactivate} from "@sama_crm/jalali/jalali_state";
import {useJalali} from "./jalali_test_helpers";

describe.current.tags("desktop");

class Meeting extends models.Model {
    name = fields.Char();
    day = fields.Date();
    start = fields.Datetime();
    stop = fields.Datetime();
    amount = fields.Float();
    attributes = fields.Properties({
        definition_record: "parent_id",
        definition_record_field: "definitions",
    });
    definitions = fields.PropertiesDefinition();
    parent_id = fields.Many2one({relation: "meeting"});

    _records = [
        {
            id: 1,
            name: "Esfand",
            day: "2025-03-20",
            start: "2025-03-20 08:00:00",
            stop: "2025-03-20 09:00:00",
            amount: 1200.5,
        },
        {
            id: 2,
            name: "Azar",
            day: "2026-11-25",
            start: "2026-11-25 08:00:00",
            stop: "2026-11-25 09:00:00",
            amount: 0,
        },
    ];

    has_access() {
        return true;
    }
}

defineMailModels();
defineModels([Meeting]);
useJalali();

test("list: columns of one width, with the year", async () => {
    await mountView({
        resModel: "meeting",
        type: "list",
        arch: `<list><field name="day"/><field name="start"/><field name="amount" sum="Sum"/></list>`,
    });
    expect(queryAllTexts("[name=day]")).toEqual(["۱۴۰۳/۱۲/۳۰", "۱۴۰۵/۰۹/۰۴"]);
    expect(queryAllTexts("td[name=start]")).toEqual([
        "۱۴۰۳/۱۲/۳۰ ۱۱:۳۰",
        "۱۴۰۵/۰۹/۰۴ ۱۱:۳۰",
    ]);
    expect(queryAllTexts("td[name=amount]")).toEqual(["۱٬۲۰۰٫۵۰", "۰٫۰۰"]);
    expect(".o_pager_value").toHaveText("۱-۲");
    expect(".o_pager_limit").toHaveText("۲");
});

test("form: what is typed and picked is saved in Gregorian", async () => {
    onRpc("web_save", ({args}) => expect.step(args[1]));
    await mountView({
        resModel: "meeting",
        type: "form",
        resId: 2,
        arch: `<form><field name="day" options="{'numeric': true}"/><field name="amount"/></form>`,
    });
    await contains("[name=day] button, [name=day] input").click();
    await contains("[name=day] input").edit("۱۴۰۳/۱۲/۳۰");
    await contains("[name=amount] input").edit("۱٬۲۰۰٫۵");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{day: "2025-03-20", amount: 1200.5}]);
});

test("list: groups are counted in Persian digits", async () => {
    await mountView({
        resModel: "meeting",
        type: "list",
        groupBy: ["amount"],
        arch: `<list><field name="name"/></list>`,
    });
    expect(queryAllTexts(".o_group_name").at(0)).toInclude("(۱)");
});

test("list: columns of money have room for rials", async () => {
    Meeting._records[0].amount = 152250000000;
    await mountView({
        resModel: "meeting",
        type: "list",
        arch: `<list><field name="name"/><field name="amount"/></list>`,
    });
    const cell = queryOne("td[name=amount]:first");
    expect(cell).toHaveText("۱۵۲٬۲۵۰٬۰۰۰٬۰۰۰٫۰۰");
    expect(cell.getBoundingClientRect().width).toBeGreaterThan(120);
    deactivate();
    expect(floatField.listViewWidth).toBe(undefined);
});

test("a number input takes Persian digits", async () => {
    await mountView({
        resModel: "meeting",
        type: "form",
        resId: 2,
        arch: `<form><field name="amount" options="{'type': 'number'}"/></form>`,
    });
    const input = queryOne("[name=amount] input");
    expect(input).toHaveAttribute("type", "number");
    input.focus();
    input.select();
    const event = new InputEvent("beforeinput", {
        bubbles: true,
        cancelable: true,
        data: "۱۲",
        inputType: "insertText",
    });
    input.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
    expect(input.value).toBe("12");
});

test("what an input method composes is left alone", async () => {
    await mountView({
        resModel: "meeting",
        type: "form",
        resId: 2,
        arch: `<form><field name="day"/><field name="amount" options="{'type': 'number'}"/></form>`,
    });
    const compose = (input, data) => {
        input.focus();
        const event = new InputEvent("beforeinput", {
            bubbles: true,
            cancelable: true,
            data,
            inputType: "insertCompositionText",
            isComposing: true,
        });
        input.dispatchEvent(event);
        return event.defaultPrevented;
    };
    const amount = queryOne("[name=amount] input");
    const before = amount.value;
    expect(compose(amount, "۱۲")).toBe(false);
    expect(amount.value).toBe(before);
    await contains("[name=day] button, [name=day] input").click();
    const day = queryOne("[name=day] input");
    const shown = day.value;
    expect(compose(day, "۳")).toBe(false);
    const key = new KeyboardEvent("keydown", {
        key: "Enter",
        bubbles: true,
        cancelable: true,
        isComposing: true,
    });
    day.value = "۱۴۰۳/۱۲/۳۰"; // what the method has put there, not yet accepted
    day.dispatchEvent(key);
    await animationFrame();
    expect(key.defaultPrevented).toBe(false);
    expect(day.value).toBe("۱۴۰۳/۱۲/۳۰");
    expect(shown).toBe("۱۴۰۵/۰۹/۰۴");
    // accepted: the text is read as if it had been typed
    day.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}));
    day.dispatchEvent(new Event("change", {bubbles: true}));
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
    expect("[name=day]").toHaveText("۳۰ اسفند ۱۴۰۳");
});

test("date of a property", async () => {
    Meeting._records[1].parent_id = 1;
    Meeting._records[0].definitions = [{name: "p1", string: "Visit", type: "date"}];
    Meeting._records[1].attributes = {p1: "2025-03-20"};
    await mountView({
        resModel: "meeting",
        type: "form",
        resId: 2,
        arch: `<form><field name="parent_id"/><field name="attributes"/></form>`,
    });
    const shown = queryOne("[name=attributes] .o_property_field_value");
    const text = shown.querySelector("input")?.value || shown.textContent;
    expect(text).toInclude("۱۴۰۳/۱۲/۳۰");
});

test("a span of days", () => {
    const span = (...days) =>
        getFormattedDateSpan(...days.map((day) => luxon.DateTime.fromISO(day)));
    expect(span("2025-03-20", "2025-03-20")).toBe("۳۰ اسفند ۱۴۰۳");
    expect(span("2025-03-18", "2025-03-20")).toBe("۲۸ - ۳۰ اسفند ۱۴۰۳");
    expect(span("2025-03-20", "2025-03-21")).toBe("۳۰ اسفند ۱۴۰۳ - ۱ فروردین ۱۴۰۴");
});

test("chatter: a message of the last Gregorian year, this Jalali year", async () => {
    mockDate("2027-02-01T10:00:00");
    const message = (iso) => {
        const {get} = Object.getOwnPropertyDescriptor(
            Message.prototype,
            "dateSimpleWithDay"
        );
        return get.call({datetime: luxon.DateTime.fromISO(iso)});
    };
    expect(message("2026-11-24T14:30:00")).toInclude("۳ آذر");
    expect(message("2026-03-20T14:30:00")).toInclude("۱۴۰۴");
    expect(message("2027-01-31T14:30:00")).toInclude("Yesterday");
});

test("remaining days", async () => {
    await mountView({
        resModel: "meeting",
        type: "list",
        arch: `<list><field name="day" widget="remaining_days"/></list>`,
    });
    expect(queryAllTexts("td[name=day]").at(1)).toBe("فردا");
    expect(queryAllTexts("td[name=day]").at(0)).toBe("۳۰ اسفند ۱۴۰۳");
});

test("calendar: month grid of Azar, steps, events", async () => {
    onRpc("search_read", ({kwargs}) => expect.step(kwargs.domain));
    await mountView({
        resModel: "meeting",
        type: "calendar",
        arch: `<calendar date_start="start" date_stop="stop" mode="month" month_overflow="0"/>`,
    });
    expect.verifySteps([
        [
            ["start", "<=", "2026-12-21 20:29:59"],
            ["stop", ">=", "2026-11-21 20:30:00"],
        ],
    ]);
    expect(".o_calendar_header").toHaveText(/آذر ۱۴۰۵/);
    const numbers = () =>
        queryAllTexts(".fc-daygrid-day:not(.fc-day-disabled) .fc-daygrid-day-number");
    expect(numbers().length).toBe(30);
    expect(numbers()[0]).toBe("۱");
    expect(queryAll(".fc-daygrid-day:not(.fc-day-disabled)")[0].dataset.date).toBe(
        "2026-11-22"
    );
    expect(queryAllTexts(".fc-col-header-cell").at(0)).toInclude("شنبه");
    expect(".fc-daygrid-day[data-date='2026-11-25'] .fc-event").toHaveCount(1);
    await contains(".o_calendar_button_next").click();
    await animationFrame();
    expect.verifySteps([
        [
            ["start", "<=", "2027-01-20 20:29:59"],
            ["stop", ">=", "2026-12-21 20:30:00"],
        ],
    ]);
    expect(".o_calendar_header").toHaveText(/دی ۱۴۰۵/);
    expect(queryAll(".fc-daygrid-day:not(.fc-day-disabled)")[0].dataset.date).toBe(
        "2026-12-22"
    );
});

test("calendar: an event is moved, a day is clicked", async () => {
    onRpc("write", ({args}) => expect.step(args[1]));
    await mountView({
        resModel: "meeting",
        type: "calendar",
        arch: `<calendar date_start="day" mode="month" quick_create="0" event_open_popup="1"/>`,
    });
    await moveEventToDate(2, "2026-11-22"); // 1 Azar
    expect.verifySteps([{day: "2026-11-22"}]);
    expect(".fc-daygrid-day[data-date='2026-11-22'] .fc-event").toHaveCount(1);
    await navigate("next");
    await navigate("prev");
    await navigate("prev");
    expect(".o_calendar_header").toHaveText(/آبان ۱۴۰۵/);
    await navigate("next");
    await moveEventToDate(2, "2026-12-21"); // 30 Azar
    expect.verifySteps([{day: "2026-12-21"}]);
});

test("calendar: a clicked day is the one that is created", async () => {
    onRpc("create", ({args}) => expect.step(args[0][0].day));
    await mountView({
        resModel: "meeting",
        type: "calendar",
        arch: `<calendar date_start="day" mode="month"/>`,
    });
    await clickDate("2026-12-21"); // 30 Azar
    await contains(".o-calendar-quick-create--input").edit("Yalda", {confirm: false});
    await contains(".o-calendar-quick-create--create-btn").click();
    expect.verifySteps(["2026-12-21"]);
    expect(".fc-daygrid-day[data-date='2026-12-21'] .fc-event").toHaveCount(1);
});

test("calendar: week and year", async () => {
    await mountView({
        resModel: "meeting",
        type: "calendar",
        arch: `<calendar date_start="start" date_stop="stop" mode="week"/>`,
    });
    expect(queryAllTexts(".fc-col-header-cell .o_cw_day_number")).toEqual([
        "۳۰",
        "۱",
        "۲",
        "۳",
        "۴",
        "۵",
        "۶",
    ]);
    expect(queryOne(".o_calendar_header h5").textContent).toInclude("آبان - آذر ۱۴۰۵");
    expect(".o_current_week").toHaveText(/۳۶/);
    await contains(".scale_button_selection").click();
    await contains(".o_scale_button_year").click();
    await animationFrame();
    expect(".fc-month-container").toHaveCount(12);
    expect(queryAllTexts(".fc-toolbar-title").at(0)).toBe("فروردین ۱۴۰۵");
    expect(queryAllTexts(".fc-toolbar-title").at(-1)).toBe("اسفند ۱۴۰۵");
    const first = queryOne(".fc-month-container:first");
    expect(
        first.querySelectorAll(".fc-day[data-date]:not(.fc-day-disabled)").length
    ).toBe(31);
});

test("calendar: what does not fit in a day is counted", async () => {
    Meeting._records = Array.from({length: 7}, (_, index) => ({
        id: index + 1,
        name: `Meeting ${index}`,
        start: "2026-11-25 08:00:00",
        stop: "2026-11-25 09:00:00",
    }));
    onRpc("get_unusual_days", () => ({"2026-11-27": true, "2026-11-29": true}));
    await mountView({
        resModel: "meeting",
        type: "calendar",
        arch: `<calendar date_start="start" date_stop="stop" mode="month" event_limit="5" show_unusual_days="1"/>`,
    });
    expect(".fc-daygrid-day[data-date='2026-11-25'] .fc-more-link").toHaveText(
        /^[۰-۹] more$/
    );
    // 6 Azar is a Friday, 8 Azar a holiday
    expect(
        queryAll(".fc-daygrid-day.o_calendar_disabled").map((day) => day.innerText)
    ).toEqual(["۶", "۸"]);
    expect(".fc-day-fri[data-date='2026-11-27']").toHaveClass("o_calendar_disabled");
});
