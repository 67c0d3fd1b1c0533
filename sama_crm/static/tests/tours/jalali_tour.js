import {registry} from "@web/core/registry";

const {DateTime} = luxon;
const DATE = ".o_field_widget[name=validity_date]";

const openDate = {trigger: `${DATE} button, ${DATE} input`, run: "click"};
const save = [
    {trigger: ".o_form_button_save", run: "click"},
    {trigger: ".o_form_saved"},
];

registry.category("web_tour.tours").add("sama_jalali_type", {
    steps: () => [
        openDate,
        {trigger: `${DATE} input`, run: "edit ۱۴۰۳/۱۲/۳۰ && press Enter"},
        ...save,
    ],
});

registry.category("web_tour.tours").add("sama_jalali_refuse", {
    steps: () => [
        openDate,
        {trigger: `${DATE} input`, run: "edit ۱۴۰۴/۱۲/۳۰ && press Enter"},
        {trigger: ".o_notification:contains(اسفند ۱۴۰۴ بیست‌ونه روز است)"},
        {trigger: `${DATE}:contains(اسفند ۱۴۰۳), ${DATE} input:value(۱۴۰۳/۱۲/۳۰)`},
    ],
});

// From 30 Esfand 1403 to 6 Farvardin 1404, then by the year grid to 31 Shahrivar 1402.
registry.category("web_tour.tours").add("sama_jalali_pick", {
    steps: () => [
        openDate,
        {trigger: ".o_header_part:contains(اسفند ۱۴۰۳)"},
        {trigger: ".o_datetime_picker .o_next", run: "click"},
        {trigger: ".o_header_part:contains(فروردین ۱۴۰۴)"},
        {
            trigger: ".o_date_item_cell:not(.o_out_of_range):contains(/^۶$/)",
            run: "click",
        },
        ...save,
    ],
});

registry.category("web_tour.tours").add("sama_jalali_jump", {
    steps: () => [
        openDate,
        {trigger: ".o_header_part:contains(فروردین ۱۴۰۴)"},
        {trigger: ".o_zoom_out", run: "click"},
        {trigger: ".o_header_part:contains(/^۱۴۰۴$/)"},
        {trigger: ".o_zoom_out", run: "click"},
        {trigger: ".o_date_item_cell:contains(۱۴۰۲)", run: "click"},
        {trigger: ".o_date_item_cell:contains(شهریور)", run: "click"},
        {trigger: ".o_header_part:contains(شهریور ۱۴۰۲)"},
        {trigger: ".o_date_item_cell:not(.o_out_of_range):contains(۳۱)", run: "click"},
        ...save,
    ],
});

registry.category("web_tour.tours").add("sama_jalali_search", {
    steps: () => [
        {trigger: ".o_data_row:contains(SAMA-OLD)"},
        {trigger: ".o_searchview_dropdown_toggler", run: "click"},
        {trigger: ".o_filter_menu .o_accordion_toggle", run: "click"},
        {
            trigger: `.o_filter_menu .o_item_option:contains(${DateTime.now().toFormat("MMMM")})`,
            run: "click",
        },
        {
            trigger: `.o_facet_value:contains(${DateTime.now().toFormat("MMMM yyyy")})`,
        },
        {
            trigger:
                "body:not(:has(.o_data_row:contains(SAMA-OLD))) .o_data_row:contains(SAMA-NEW)",
        },
        {trigger: ".o_group_by_menu .o_accordion_toggle", run: "click"},
        {trigger: ".o_group_by_menu .o_item_option:contains(ماه)", run: "click"},
        {
            trigger: `.o_group_header:contains(${DateTime.now().toFormat("MMMM yyyy")})`,
            run: "click",
        },
        {trigger: ".o_data_row:contains(SAMA-NEW)"},
    ],
});

registry.category("web_tour.tours").add("sama_jalali_calendar", {
    steps: () => {
        const now = DateTime.now();
        const day = Number(
            now.toFormat("d", {outputCalendar: "persian", numberingSystem: "latn"})
        );
        // Day 1 is at most 31 days before the next month: no month is jumped over.
        const next = now.minus({days: day - 1}).plus({days: 31});
        return [
            {trigger: ".o_switch_view.o_calendar", run: "click"},
            {trigger: ".scale_button_selection", run: "click"},
            {trigger: ".o_scale_button_month", run: "click"},
            {trigger: ".fc-dayGridMonth-view"},
            {trigger: `.o_calendar_header h5:contains(${now.toFormat("MMMM yyyy")})`},
            {trigger: ".o_calendar_button_next", run: "click"},
            {trigger: `.o_calendar_header h5:contains(${next.toFormat("MMMM yyyy")})`},
            {
                trigger:
                    ".fc-daygrid-day:not(.fc-day-other) .fc-daygrid-day-number:contains(/^۱$/)",
            },
            {trigger: ".o_calendar_button_prev", run: "click"},
            {trigger: `.o_calendar_header h5:contains(${now.toFormat("MMMM yyyy")})`},
            {trigger: ".scale_button_selection", run: "click"},
            {trigger: ".o_scale_button_year", run: "click"},
            {trigger: `.fc-toolbar-title:contains(فروردین ${now.toFormat("yyyy")})`},
            {trigger: `.fc-toolbar-title:contains(اسفند ${now.toFormat("yyyy")})`},
        ];
    },
});

// The days off of the company are grey in the month of the next follow-ups.
registry.category("web_tour.tours").add("sama_jalali_days_off", {
    steps: () => [
        {trigger: ".o_switch_view.o_calendar", run: "click"},
        {trigger: ".scale_button_selection", run: "click"},
        {trigger: ".o_scale_button_month", run: "click"},
        {trigger: ".fc-day-fri.o_calendar_disabled"},
        {
            trigger:
                ".fc-daygrid-day:not(.fc-day-fri, .fc-day-other).o_calendar_disabled",
            run({anchor}) {
                const days = document.querySelectorAll(
                    ".fc-daygrid-day:not(.fc-day-fri).o_calendar_disabled"
                );
                const number = anchor.querySelector(".fc-daygrid-day-number").innerText;
                if (days.length !== 1 || !["۱", "۲"].includes(number)) {
                    console.error(`${days.length} days off, the first is ${number}`);
                }
            },
        },
    ],
});

// The lunar holiday of 4 Tir is typed into its row, whatever year is offered.
registry.category("web_tour.tours").add("sama_jalali_holidays", {
    steps: () => [
        {
            trigger:
                ".modal .o_data_row:contains(سیزده), .modal .o_data_row:contains(روز طبیعت)",
        },
        {
            trigger: ".modal .o_data_row:contains(تاسوعا) td[name=date]",
            run: "click",
        },
        {
            trigger: ".modal .o_selected_row td[name=date] input",
            async run({edit}) {
                const year = document.querySelector(".modal [name=year] input").value;
                await edit(`${year}/۴/۴`);
            },
        },
        {trigger: ".modal footer button[name=action_save]", run: "click"},
        {
            content: "One follow-up was planned on it",
            trigger: ".modal [name=planned]:contains(۱)",
        },
        {trigger: ".modal footer button[name=action_move]", run: "click"},
        {trigger: "body:not(:has(.modal))"},
    ],
});

/**
 * Steps that upload a file with orders and tick "Jalali dates in the file".
 *
 * @param {string[]} days
 */
function upload(days) {
    const rows = days.map((day) => `SAMA-IMPORT,${day}`);
    const text = ["partner_id,validity_date", ...rows].join("\n");
    return [
        {
            trigger: "button.o_import_file",
            run() {
                const files = new DataTransfer();
                files.items.add(new File([text], "orders.csv", {type: "text/csv"}));
                const input = document.querySelector("input[type=file]");
                input.files = files.files;
                input.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {trigger: ".o_import_data_content"},
        {trigger: ".o_sama_jalali_dates input", run: "click"},
        {trigger: ".o_sama_jalali_dates input:checked"},
        {trigger: ".o_control_panel .btn-primary:contains(تست)", run: "click"},
    ];
}

registry.category("web_tour.tours").add("sama_jalali_import", {
    steps: () => [
        ...upload(["1405/08/03", "۱۴۰۵/۰۹/۰۳"]),
        {trigger: ".alert-info"},
        {
            trigger: ".o_control_panel .btn-primary:contains(ورود)",
            run: "click",
        },
        {trigger: ".o_list_view"},
    ],
});

registry.category("web_tour.tours").add("sama_jalali_import_refused", {
    steps: () => [
        ...upload(["1405/08/03", "1404/12/30"]),
        {trigger: ".alert-danger:contains(ردیف ۳)"},
        {trigger: ".alert-danger:contains(اسفند ۱۴۰۴)"},
    ],
});

// The English user of the same database.
registry.category("web_tour.tours").add("sama_jalali_english", {
    steps: () => [
        openDate,
        {trigger: ".o_header_part:contains(September 2023)"},
        {trigger: `${DATE} input`, run: "edit 03/20/2025 && press Enter"},
        ...save,
    ],
});
