import {registry} from "@web/core/registry";
import {ENTER, ESCAPE, SAVE, closed, focusRow, keys, openForm, title} from "./keyboard";

const latin = (digit) => [String(digit), {code: `Digit${digit}`}];
/** A digit on a Persian keyboard. */
const digit = (number) => ["۰۱۲۳۴۵۶۷۸۹"[number], {code: `Digit${number}`}];
/** A letter on a Persian keyboard: what matters is the place of the key. */
const letter = (code) => ["ش", {code: `Key${code}`}];

const row = (number) => `.o_f4_dialog .o_survey_row:eq(${number})`;
const score = (number) => `${row(number)} .o_survey_score:focus`;
const unreached = (text, code, next) => [
    {content: `the form of ${text}`, trigger: title(text)},
    keys("not reached", `${row(0)} .o_survey_score:focus`, letter(code)),
    ...(next ? [{content: "the next one", trigger: title(next)}] : []),
];

/** Questions, then everything a call can come to without answers; no mouse. */
registry.category("web_tour.tours").add("sama_survey_walk", {
    steps: () => [
        focusRow("Customer A1"),
        openForm("Customer A1"),
        {content: "the form of A", trigger: title("Customer A1")},
        {
            content: "the phone and what he bought",
            trigger:
                ".o_f4_dialog .o_survey_top:contains(2188001122):contains(Printer)",
        },
        keys("1 waits, 15 is too much", score(0), digit(1), digit(5)),
        {
            content: "refused at its field",
            trigger: `${row(0)} [data-field].o_f4_problem`,
        },
        keys("10 goes on", score(0), digit(1), digit(0)),
        keys("one digit goes on", score(1), digit(4)),
        keys("zero goes on", score(2), latin(0)),
        {content: "the total so far", trigger: ".o_survey_percent:contains(۹۰)"},
        keys("yes", `${row(3)} [role=radio]:focus`, letter("Y")),
        {
            content: "words",
            trigger: `${row(4)} textarea:focus`,
            run: "edit خوب بود",
        },
        keys("saved", `${row(4)} textarea`, SAVE),
        ...unreached("Customer B", "A", "Customer C"),
        ...unreached("Customer C", "B", "Customer D"),
        ...unreached("Customer D", "U", "Customer E"),
        ...unreached("Customer E", "W", "Customer F"),
        ...unreached("Customer F", "R", "Customer G"),
        ...unreached("Customer G", "L"),
        keys("tomorrow at ten", ".o_f4_quick [data-key]:focus", latin(2)),
        keys("saved", "[data-key=tomorrow][aria-pressed=true]:focus", SAVE),
        closed,
    ],
});

/** What is typed survives Escape on the server; asking again must be chosen. */
registry.category("web_tour.tours").add("sama_survey_draft", {
    steps: () => [
        focusRow("Customer A1"),
        openForm("Customer A1"),
        keys("seven, then leave", score(0), digit(7)),
        keys("leave", score(1), ESCAPE),
        closed,
        openForm("Customer A1"),
        {content: "it is back", trigger: `${row(0)} .o_survey_score:value(۷)`},
        keys("it goes on where it stopped", score(1), ENTER),
        keys("saved", score(2), SAVE),
        {content: "the next one", trigger: title("Customer B")},
        keys("leave", score(0), ESCAPE),
        closed,
        {
            content: "take the filters away",
            trigger: ".o_searchview .o_facet_remove",
            run: "click",
        },
        {
            content: "two are left",
            trigger: ".o_searchview:not(:has(.o_searchview_facet:eq(2)))",
        },
        {
            content: "the second one; the year stays",
            trigger: ".o_searchview .o_facet_remove",
            run: "click",
        },
        focusRow("Customer A1"),
        openForm("Customer A1"),
        {content: "surveyed already", trigger: ".o_f4_dialog [data-kind=done]"},
        {
            content: "no questions yet",
            trigger: ".o_f4_dialog:not(:has(.o_survey_row)) [name=resurvey] input",
        },
        {
            content: "save all the same",
            trigger: ".o_f4_dialog button[name=action_f4_save]",
            run: "click",
        },
        {
            content: "it must be chosen",
            trigger: ".o_f4_dialog [data-field=resurvey].o_f4_problem",
        },
        {
            content: "asked again",
            trigger: ".o_f4_dialog [name=resurvey] input",
            run: "click",
        },
        {
            content: "the first question",
            trigger: `${row(0)} .o_survey_score`,
            run: ({anchor}) => anchor.focus(),
        },
        keys("three", score(0), digit(3)),
        keys("saved", score(1), SAVE),
        {content: "saved, the next one", trigger: title("Customer B")},
        keys("leave", score(0), ESCAPE),
        closed,
    ],
});

/** A card on a phone: everything by buttons. */
registry.category("web_tour.tours").add("sama_survey_phone", {
    steps: () => [
        {
            content: "the button on the card",
            trigger: ".o_kanban_record:contains(Customer A1) button:has(.fa-phone)",
            run: "click",
        },
        {content: "its form", trigger: title("Customer A1")},
        {
            content: "eight of ten",
            trigger: `${row(0)} button[data-score='8']`,
            run: "click",
        },
        {
            content: "no",
            trigger: `${row(3)} button[data-score='0']`,
            run: "click",
        },
        {content: "the total", trigger: ".o_survey_percent:contains(۸۰)"},
        {
            content: "save",
            trigger:
                ".o_f4_dialog:has(.o_survey_row:eq(3) button[data-score='0'][aria-checked=true]) button[name=action_f4_save_next]",
            run: "click",
        },
        {content: "the next one", trigger: title("Customer B")},
        {
            content: "busy",
            trigger: ".o_f4_dialog button[name=action_f4_busy]",
            run: "click",
        },
        {content: "the next one", trigger: title("Customer C")},
        {
            content: "close",
            trigger: ".o_f4_dialog .modal-header .oi-arrow-left",
            run: "click",
        },
        closed,
    ],
});
