import {registry} from "@web/core/registry";
import {F4, SAVE, closed, focusRow, keys, openForm, title} from "./keyboard";

const digit = (number) => [String(number), {code: `Digit${number}`}];

const focusedChoice = ".o_f4_dialog [role=radio]:focus";
const quick = (key) => ({
    content: `next date: ${key}`,
    trigger: `.o_f4_quick [data-key=${key}]`,
    run: "click",
});

/** The list by keyboard alone: unanswered, busy, talked; then nothing is due any more. */
registry.category("web_tour.tours").add("sama_f4_walk", {
    steps: () => [
        focusRow("SAMA-A"),
        openForm("SAMA-A"),
        {content: "the form of A", trigger: title("SAMA-A")},
        keys("no answer, saved", focusedChoice, digit(7)),
        keys("the date is proposed", "[name=outcome_id] [aria-checked=true]", SAVE),
        {content: "the next due row", trigger: title("SAMA-B")},
        keys("Persian digit eight: busy", focusedChoice, ["۸", {code: "Digit8"}]),
        keys("the hour is proposed", ".o_f4_choice [aria-checked=true]", SAVE),
        {content: "and the next", trigger: title("SAMA-C")},
        keys("talked, Enter goes on", focusedChoice, digit(1), [
            "Enter",
            {code: "Enter"},
        ]),
        {
            content: "what was said",
            trigger: ".o_f4_dialog [name=description] textarea",
            run: "edit Waits for the director",
        },
        quick("tomorrow"),
        keys("saved", ".o_f4_quick [data-key=tomorrow][aria-pressed=true]", SAVE),
        closed,
        {content: "nothing is due", trigger: ".o_notification_bar.bg-info"},
        {content: "the focus is in the list", trigger: ".o_list_renderer td:focus"},
    ],
});

/** What is typed survives Escape; what is wrong is said at its field. */
registry.category("web_tour.tours").add("sama_f4_draft", {
    steps: () => [
        focusRow("SAMA-A"),
        openForm("SAMA-A"),
        {content: "the form of A", trigger: title("SAMA-A")},
        {
            content: "half a sentence",
            trigger: ".o_f4_dialog [name=description] textarea",
            run: "edit Half a sen",
        },
        keys("leave", ".o_f4_dialog textarea", ["Escape", {code: "Escape"}]),
        closed,
        openForm("SAMA-A"),
        {
            content: "it is back",
            trigger:
                ".o_f4_dialog:has(.o_f4_draft) [name=description] textarea:value(Half a sen)",
        },
        {
            content: "save without end",
            trigger: ".o_f4_dialog button[name=action_f4_save]",
            run: "click",
        },
        {
            content: "said at the date, the text is not lost",
            trigger:
                ".o_f4_dialog:has([data-field=next_date].o_f4_problem) textarea:value(Half a sen)",
        },
        {
            content: "a date that is past",
            trigger:
                ".o_f4_dialog [name=next_date] button, .o_f4_dialog [name=next_date] input",
            run: "edit 01/01/2020",
        },
        {
            content: "save",
            trigger: ".o_f4_dialog button[name=action_f4_save]",
            run: "click",
        },
        {
            content: "past",
            trigger: ".o_f4_dialog [data-field=next_date].o_f4_problem:contains(past)",
        },
        {content: "void", trigger: ".o_f4_dialog [data-value=void]", run: "click"},
        {
            content: "save without reason",
            trigger:
                ".o_f4_dialog:has([name=void_reason_id]) button[name=action_f4_save]",
            run: "click",
        },
        {
            content: "the reason is missing",
            trigger: ".o_f4_dialog [data-field=void_reason_id].o_f4_problem",
        },
        {
            content: "the price",
            trigger: ".o_f4_dialog [name=void_reason_id] button:first",
            run: "click",
        },
        {
            content: "save",
            trigger: ".o_f4_dialog [name=void_reason_id] [aria-checked=true]",
            run() {
                document
                    .querySelector(".o_f4_dialog button[name=action_f4_save]")
                    .click();
            },
        },
        closed,
        {
            content: "it left the list of open ones",
            trigger: ".o_list_renderer:not(:has(.o_data_row:contains(SAMA-A)))",
        },
    ],
});

/** The open form, by key and by button; cancelling asks for the reason. */
registry.category("web_tour.tours").add("sama_f4_form", {
    steps: () => [
        keys("F4 on the form", ".o_form_view [name=name]:contains(SAMA-A)", F4),
        {content: "its form", trigger: title("SAMA-A")},
        keys("busy", focusedChoice, digit(8)),
        keys("save", ".o_f4_choice [aria-checked=true]", SAVE),
        closed,
        {
            content: "the same by button",
            trigger:
                ".o_form_view .o_statusbar_buttons button[name]:contains(Follow-up)",
            run: "click",
        },
        {
            content: "one follow-up is there",
            trigger: ".o_f4_log li:contains(Busy)",
        },
        keys("leave", ".o_f4_dialog", ["Escape", {code: "Escape"}]),
        closed,
        {
            content: "cancelling",
            trigger: ".o_form_view .o_statusbar_buttons button[name]:contains(Void)",
            run: "click",
        },
        keys(
            "asks for the reason",
            ".o_f4_dialog [name=void_reason_id] :focus",
            digit(1)
        ),
        keys("save", "[name=void_reason_id] [aria-checked=true]", SAVE),
        closed,
        {
            content: "it is cancelled",
            trigger:
                ".o_arrow_button_current[data-value=cancel], .badge:contains(Cancelled)",
        },
    ],
});

/** A card on a phone, by its button; the Persian user too. */
registry.category("web_tour.tours").add("sama_f4_phone", {
    steps: () => [
        {
            content: "the button on the card",
            trigger: ".o_kanban_record:contains(SAMA-A) button:has(.fa-phone)",
            run: "click",
        },
        {content: "its form", trigger: title("SAMA-A")},
        {
            content: "no answer",
            trigger: ".o_f4_dialog [name=outcome_id] button:eq(6)",
            run: "click",
        },
        {
            content: "the date is proposed",
            trigger: ".o_f4_dialog [name=outcome_id] button:eq(6)[aria-checked=true]",
        },
        {
            content: "save",
            trigger: ".o_f4_dialog button[name=action_f4_save]",
            run: "click",
        },
        closed,
    ],
});

/** A focused card. */
registry.category("web_tour.tours").add("sama_f4_kanban", {
    steps: () => [
        {
            content: "go to the card",
            trigger: ".o_kanban_record:contains(SAMA-B)",
            run: ({anchor}) => anchor.focus(),
        },
        keys("F4", ".o_kanban_record:contains(SAMA-B)", F4),
        {content: "its form", trigger: title("SAMA-B")},
        keys("leave", ".o_f4_dialog", ["Escape", {code: "Escape"}]),
        closed,
        {
            content: "back on the card",
            trigger: ".o_kanban_record:contains(SAMA-B):focus",
        },
    ],
});

/** Several ticked rows: the end is asked, each keeps its plan. */
registry.category("web_tour.tours").add("sama_f4_several", {
    steps: () => [
        {
            content: "tick A",
            trigger: ".o_data_row:contains(SAMA-A) .o_list_record_selector input",
            run: "click",
        },
        {
            content: "tick B",
            trigger: ".o_data_row:contains(SAMA-B) .o_list_record_selector input",
            run: "click",
        },
        keys("F4", ".o_data_row_selected:contains(SAMA-B)", F4),
        {content: "one form for both", trigger: title("2")},
        keys("talked", focusedChoice, digit(1)),
        keys("save", "[name=outcome_id] [aria-checked=true]", SAVE),
        {content: "the end is asked", trigger: "[data-field=end].o_f4_problem"},
        {content: "each keeps its plan", trigger: "[data-value=keep]", run: "click"},
        keys("save", "[data-value=keep][aria-checked=true]", SAVE),
        closed,
    ],
});

/** Somebody without a role in Customer Relations gets a message. */
registry.category("web_tour.tours").add("sama_f4_outsider", {
    steps: () => [
        focusRow("SAMA-A"),
        openForm("SAMA-A"),
        {content: "a message", trigger: ".o_notification_bar.bg-warning"},
        closed,
    ],
});

/** The next month by one click; the date is the reader's calendar's. */
registry.category("web_tour.tours").add("sama_f4_month", {
    steps: () => [
        focusRow("SAMA-A"),
        openForm("SAMA-A"),
        keys("talked", focusedChoice, digit(1)),
        quick("month"),
        keys("saved", ".o_f4_quick [data-key=month][aria-pressed=true]", SAVE),
        {content: "the next due row", trigger: title("SAMA-B")},
        keys("leave", ".o_f4_dialog", ["Escape", {code: "Escape"}]),
        closed,
    ],
});

/** In the calendar the event that was clicked. */
registry.category("web_tour.tours").add("sama_f4_calendar", {
    steps: () => [
        {
            content: "its bubble opens",
            trigger: ".fc-event:contains(SAMA-C)",
            run: "click",
        },
        keys("F4", ".o_cw_popover:contains(SAMA-C)", F4),
        {content: "its form", trigger: title("SAMA-C")},
        keys("no answer", focusedChoice, digit(7)),
        keys("save", "[name=outcome_id] [aria-checked=true]", SAVE),
        closed,
    ],
});

/** A file comes with the follow-up. */
registry.category("web_tour.tours").add("sama_f4_file", {
    steps: () => [
        focusRow("SAMA-A"),
        openForm("SAMA-A"),
        keys("no answer", focusedChoice, digit(7)),
        {
            content: "a file",
            trigger:
                ".o_f4_dialog [name=attachment_ids] input[type=file]:not(:visible)",
            async run({anchor}) {
                const files = new DataTransfer();
                files.items.add(new File(["Dear Sir"], "offer.txt"));
                anchor.files = files.files;
                anchor.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {
            content: "it is uploaded",
            trigger: ".o_f4_dialog .o_attachment:contains(offer.txt)",
        },
        {
            content: "save",
            trigger: ".o_f4_dialog button[name=action_f4_save]",
            run: "click",
        },
        closed,
    ],
});
