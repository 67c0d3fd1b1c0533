import {registry} from "@web/core/registry";

/** Put the workbook that the test has laid down into the field of the file. */
async function choose() {
    const answer = await fetch("/sama_import_tour.xlsx");
    const files = new DataTransfer();
    files.items.add(new File([await answer.blob()], "سال‌های قبل.xlsx"));
    const input = document.querySelector(".modal [name=file] input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
}

/** Upload, try, import: a workbook with one row that has an error. */
registry.category("web_tour.tours").add("sama_crm_import", {
    steps: () => [
        {
            content: "The templates are at hand",
            trigger: ".modal button[name=action_template_fa]:contains(الگوی فارسی)",
        },
        {trigger: ".modal [name=file] .o_select_file_button", run: choose},
        {trigger: ".modal [name=file] input[readonly], .modal [name=file] .o_form_uri"},
        {
            trigger: ".modal button[name=action_try]:contains(ورود آزمایشی)",
            run: "click",
        },
        {
            content: "The error is named by sheet and cell",
            trigger: ".modal .o_data_row:contains(پیش‌فاکتورها!C3):contains(ناشناس)",
        },
        {trigger: ".modal [name=summary] td:contains(اشخاص)"},
        {
            content: "While a row has an error, all or the good ones only",
            trigger: ".modal:not(:has(button[name=action_import]))",
        },
        {
            trigger:
                ".modal button[name=action_import_good]:contains(فقط ردیف‌های درست)",
            run: "click",
        },
        {
            content: "It asks first",
            trigger: ".modal .btn-primary:contains(ورود اطلاعات)",
            run: "click",
        },
        {trigger: ".modal [name=notice]:contains(ردیف‌های درست وارد شد)"},
        {trigger: ".modal .btn-secondary:contains(بستن)", run: "click"},
        {trigger: "body:not(:has(.modal))"},
    ],
});

/** A large workbook: its progress is shown, then what came of it. */
registry.category("web_tour.tours").add("sama_crm_import_long", {
    steps: () => [
        {trigger: ".modal [name=file] .o_select_file_button", run: choose},
        {trigger: ".modal [name=file] input[readonly], .modal [name=file] .o_form_uri"},
        {trigger: ".modal button[name=action_try]", run: "click"},
        {
            content: "Its progress is shown, and nothing else can be chosen",
            trigger:
                ".modal:not(:has([name=file])) .progress:has(.progress-bar-animated)",
        },
        {trigger: ".modal button[name=action_cancel]:contains(توقف)"},
        {
            content: "Done meanwhile, it says so by itself",
            trigger: ".modal [name=summary] td:contains(اشخاص)",
            timeout: 30000,
        },
        {trigger: ".modal:not(:has(.progress))"},
        {trigger: ".modal button[name=action_import_good]"},
        {trigger: ".modal .btn-secondary:contains(بستن)", run: "click"},
        {trigger: "body:not(:has(.modal))"},
    ],
});
