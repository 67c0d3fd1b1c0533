import {describe, expect, test} from "@odoo/hoot";
import {click, queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {Component, useState, xml} from "@odoo/owl";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {mountWithCleanup} from "@web/../tests/web_test_helpers";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {DateTimePicker} from "@web/core/datetime/datetime_picker";
import {useJalali} from "./jalali_test_helpers";

const {DateTime} = luxon;
defineMailModels();
useJalali();

const DAYS = ".o_date_item_cell:not(.o_out_of_range)";

/** @param {Object} props */
async function mountPicker(props) {
    await mountWithCleanup(DateTimePicker, {props: {type: "date", ...props}});
}

const title = () => queryAllTexts(".o_header_part").join(" ");
const day = (iso) => DateTime.fromISO(iso);

/** @param {string} text */
const cell = (text) =>
    [...document.querySelectorAll(".o_date_item_cell")].find(
        (el) =>
            el.textContent.trim() === text && !el.classList.contains("o_out_of_range")
    );

describe("month grid", () => {
    test("Esfand of a leap year and Farvardin", async () => {
        await mountPicker({value: day("2025-03-20")});
        expect(title()).toBe("اسفند ۱۴۰۳");
        expect(DAYS).toHaveCount(30);
        expect(queryAllTexts(DAYS).at(0)).toBe("۱");
        expect(queryAllTexts(DAYS).at(-1)).toBe("۳۰");
        expect(".o_selected").toHaveText("۳۰");
        // 1 Esfand 1403 is a Wednesday: fifth of a week from Saturday
        expect(queryAllTexts(".o_date_item_cell").slice(0, 5)).toEqual([
            "۲۷",
            "۲۸",
            "۲۹",
            "۳۰",
            "۱",
        ]);
        await click(".o_next");
        await animationFrame();
        expect(title()).toBe("فروردین ۱۴۰۴");
        expect(DAYS).toHaveCount(31);
        await click(".o_previous");
        await click(".o_previous");
        await animationFrame();
        expect(title()).toBe("بهمن ۱۴۰۳");
    });

    test("Esfand of a common year has 29 days; Friday is marked", async () => {
        await mountPicker({value: day("2026-03-05")});
        expect(title()).toBe("اسفند ۱۴۰۴");
        expect(DAYS).toHaveCount(29);
        expect(`${DAYS}.o_sama_friday`).toHaveCount(5);
        expect(queryAllTexts(`${DAYS}.o_sama_friday`).at(0)).toBe("۱");
    });

    test("today, weekdays from Saturday, week numbers", async () => {
        await mountPicker({});
        expect(title()).toBe("آذر ۱۴۰۵");
        expect(".o_today").toHaveText("۳");
        expect(queryFirst(".o_day_of_week_cell:eq(1)")).toHaveAttribute(
            "title",
            "شنبه"
        );
        expect(queryAllTexts(".o_week_number_cell").at(0)).toBe("۳۶");
    });

    test("the picked day is sent as the Gregorian one", async () => {
        await mountPicker({
            value: day("2025-03-20"),
            onSelect: (value) => expect.step(value.toISODate()),
        });
        await click(cell("۱"));
        expect.verifySteps(["2025-02-19"]);
    });

    test("limits", async () => {
        await mountPicker({
            value: day("2025-03-10"),
            minDate: day("2025-02-21"), // 1403/12/03
            maxDate: day("2025-03-18"), // 1403/12/28
            onSelect: (value) => expect.step(value.toISODate()),
        });
        await click(cell("۲"));
        await click(cell("۲۹"));
        expect.verifySteps([]);
        await click(cell("۳"));
        await click(cell("۲۸"));
        expect.verifySteps(["2025-02-21", "2025-03-18"]);
    });

    test("a range over Nowruz", async () => {
        await mountPicker({
            range: true,
            value: [day("2025-03-19"), day("2025-03-22")],
            onSelect: (values) =>
                expect.step(values.map((value) => value.toISODate()).join()),
        });
        expect(title()).toBe("اسفند ۱۴۰۳");
        expect(".o_selected").toHaveCount(4);
        expect(".o_select_start").toHaveText("۲۹");
        expect(".o_select_end").toHaveText("۲");
        await click(cell("۱۵"));
        expect.verifySteps(["2025-03-05,2025-03-22"]);
    });
});

describe("jumps", () => {
    test("to another month and year", async () => {
        await mountPicker({
            value: day("2025-03-20"),
            onSelect: (value) => expect.step(value.toISODate()),
        });
        await click(".o_zoom_out");
        await animationFrame();
        expect(title()).toBe("۱۴۰۳");
        expect(queryAllTexts(".o_date_item_cell").at(0)).toBe("فروردین");
        expect(".o_selected").toHaveText("اسفند");
        await click(".o_zoom_out");
        await animationFrame();
        expect(title()).toBe("۱۳۹۹ - ۱۴۱۰");
        await click(".o_previous");
        await animationFrame();
        expect(title()).toBe("۱۳۸۹ - ۱۴۰۰");
        await click(cell("۱۳۹۹"));
        await animationFrame();
        await click(cell("اسفند"));
        await animationFrame();
        expect(title()).toBe("اسفند ۱۳۹۹");
        await click(cell("۳۰"));
        expect.verifySteps(["2021-03-20"]);
    });

    test("to the decades, and to the edge of the Jalali years", async () => {
        await mountPicker({value: day("2123-01-10")}); // 1501/10
        for (let i = 0; i < 3; i++) {
            await click(".o_zoom_out");
            await animationFrame();
        }
        expect(title()).toBe("۱۴۹۰ - ۱۶۰۰");
        await click(cell("۱۵۰۰"));
        await animationFrame();
        expect(queryAllTexts(".o_date_item_cell")).toEqual(["۱۴۹۹", "۱۵۰۰", "۱۵۰۱"]);
    });

    test("a date outside the Jalali years is picked in Gregorian", async () => {
        await mountPicker({value: day("2200-05-04")});
        expect(title()).toInclude("2200");
    });
});

describe("input", () => {
    test("shows, reads and refuses", async () => {
        class Parent extends Component {
            static components = {DateTimeInput};
            static props = {};
            static template = xml`<DateTimeInput t-props="state"/>`;
            setup() {
                this.state = useState({
                    type: "date",
                    value: day("2025-03-20"),
                    onApply: (value) => expect.step(value.toISODate()),
                });
            }
        }
        await mountWithCleanup(Parent);
        expect(".o_datetime_input").toHaveValue("۱۴۰۳/۱۲/۳۰");
        const type = async (text) => {
            const input = queryFirst(".o_datetime_input");
            input.value = text;
            input.dispatchEvent(new Event("change"));
            await animationFrame();
        };
        await type("۱۴۰۴/۱/۱");
        expect.verifySteps(["2025-03-21"]);
        await type("1404/12/30");
        expect(".o_datetime_input").toHaveValue("۱۴۰۴/۰۱/۰۱");
        expect(".o_notification").toHaveCount(1);
        expect(".o_notification").toHaveText(/۱۴۰۴\/۱۲\/۳۰/);
        expect.verifySteps([]);
    });

    test("time in Persian digits", async () => {
        await mountPicker({
            type: "datetime",
            value: DateTime.fromISO("2025-03-20T14:30:00"),
        });
        expect(".o_time_picker_input").toHaveValue("۱۴:۳۰");
    });
});
