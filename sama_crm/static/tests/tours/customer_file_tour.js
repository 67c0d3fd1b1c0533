import {registry} from "@web/core/registry";
import {ENTER, SAVE, keys} from "./keyboard";

const write = (content, name, text) => ({
    content,
    trigger: `.o_f4_dialog [name=${name}] :is(input, textarea)`,
    run: `edit ${text}`,
});

/** List, Enter, new row by keyboard; the rows and the time line show it. */
registry.category("web_tour.tours").add("sama_customer_file", {
    steps: () => [
        {
            content: "go to the customer's row",
            trigger: ".o_data_row:contains(Karimi Trading) td[name=partner_id]",
            run: ({anchor}) => anchor.focus(),
        },
        keys("Enter opens the file", ".o_data_row td[name=partner_id]:focus", ENTER),
        {
            content: "of this customer",
            trigger: ".o_sama_file h2:contains(Karimi Trading)",
        },
        {content: "his figures", trigger: ".o_sama_file_figure:contains(فاکتورها)"},
        {
            content: "his history, in words of the office",
            trigger: ".o_sama_timeline_row[data-source=invoice]",
        },
        keys("New row has the focus", ".o_sama_new_row:focus", ENTER),
        {
            content: "the form of the new row",
            trigger: ".o_f4_dialog .modal-title:contains(سطر جدید)",
        },
        keys(
            "the first field is the type: 3 is a gift",
            ".o_f4_dialog [role=radio]:focus",
            ["۳", {code: "Digit3"}]
        ),
        write("what is given", "item", "سبد گل"),
        write("its worth, in Persian digits", "amount", "۲۵۰"),
        keys("saved", ".o_f4_dialog [name=amount] input", SAVE),
        {content: "the form is closed", trigger: "body:not(:has(.o_dialog))"},
        {
            content: "the row is there, proposed",
            trigger: ".o_sama_file_row:contains(سبد گل):contains(پیشنهادشده)",
        },
        {
            content: "and in the time line",
            trigger: ".o_sama_timeline_row[data-source=record]:contains(سبد گل)",
        },
        keys("F4 opens the next", ".o_sama_new_row:focus", ["F4", {code: "F4"}]),
        write("a complaint", "subject", "صدای زیاد"),
        keys("Escape keeps it", ".o_f4_dialog [name=subject] input", [
            "Escape",
            {code: "Escape"},
        ]),
        {content: "the form is closed", trigger: "body:not(:has(.o_dialog))"},
        keys("F4 brings it back", ".o_sama_new_row:focus", ["F4", {code: "F4"}]),
        {
            content: "what was typed",
            trigger: ".o_f4_dialog [name=subject] input:value(صدای زیاد)",
        },
        keys("saved", ".o_f4_dialog [name=subject] input", SAVE),
        {
            content: "two rows",
            trigger: ".o_sama_file_row:contains(صدای زیاد):contains(جدید)",
        },
        {
            content: "only the records",
            trigger: ".o_sama_timeline_chips button:contains(رویدادها)",
            run: "click",
        },
        {
            content: "are in the time line",
            trigger:
                ".o_sama_timeline:not(:has([data-source=invoice])) [data-source=record]",
        },
    ],
});

/** F4 on the list of customers; Ctrl+Enter goes on to the next one. */
registry.category("web_tour.tours").add("sama_customer_list_f4", {
    steps: () => [
        {
            content: "go to the first row",
            trigger: ".o_data_row:contains(Karimi Trading) td[name=partner_id]",
            run: ({anchor}) => anchor.focus(),
        },
        keys("F4", ".o_data_row td[name=partner_id]:focus", ["F4", {code: "F4"}]),
        {
            content: "the form of the first",
            trigger: ".o_f4_dialog .modal-title:contains(Karimi Trading)",
        },
        write("what he said", "subject", "First"),
        keys("save and next", ".o_f4_dialog [name=subject] input", SAVE),
        {
            content: "the form of the second",
            trigger: ".o_f4_dialog .modal-title:contains(Reza Ahmadi)",
        },
        write("what he said", "subject", "Second"),
        keys("saved by the button after it", ".o_f4_dialog [name=subject] input", SAVE),
        {
            content: "and on",
            trigger:
                ".o_f4_dialog .modal-title:not(:contains(Reza Ahmadi)), body:not(:has(.o_dialog))",
        },
    ],
});
