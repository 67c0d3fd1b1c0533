import {registry} from "@web/core/registry";
import {watchDownloads} from "./report_tour";

const STEP = ".o_statusbar_status .o_arrow_button_current";

registry.category("web_tour.tours").add("sama_fiscal_opening_tour", {
    steps: () => [
        {
            content: "Into the menu of the configuration",
            trigger: "[data-menu-xmlid='sama_crm.sama_crm_menu_config']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='sama_crm.sama_fiscal_opening_menu']",
            run: "click",
        },
        {
            content: "The proposal is complete: it is seen already",
            trigger: `${STEP}:contains(پیش‌نمایش)`,
        },
        {
            content: "One sentence says what comes along",
            trigger: ".o_field_widget[name=sentence]:contains(منتقل می‌شود)",
        },
        {
            trigger: ".o_sama_opening_table td:contains(پیش‌فاکتورها)",
        },
        {
            content: "See the rows that are to be carried",
            trigger: "button[name=action_open_lines]:has([name=carry_count])",
            run: "click",
        },
        {
            trigger: ".o_list_view.o_sama_report, .o_list_view .o_data_row",
        },
        {
            content: "Untick one of them",
            trigger:
                ".o_data_row:contains(Stays Behind) td[name=ticked] .o_boolean_toggle input",
            run: "click",
        },
        {
            content: "It is unticked and saved",
            trigger:
                ".o_data_row:contains(Stays Behind) td[name=ticked] input:not(:checked)",
        },
        {
            content: "Take the preview along as a file",
            trigger: ".o_sama_report_button:contains(گزارش)",
            run: "click",
        },
        {trigger: ".modal .o_field_widget[name=columns] input:checked"},
        {
            trigger: ".modal button[name=action_make]:contains(تهیه گزارش)",
            async run(helpers) {
                watchDownloads();
                await helpers.click();
            },
        },
        {trigger: "body[data-sama-report^='200'][data-sama-report*='spreadsheetml']"},
        {trigger: "body:not(:has(.modal))"},
        {
            content: "Back to the opening",
            trigger: ".o_back_button, .o_breadcrumb .breadcrumb-item a",
            run: "click",
        },
        {
            trigger: "button[name=action_open_lines]:has([name=unticked_count])",
        },
        {
            content: "Do it",
            trigger: "button[name=action_run]:contains(انتقال به سال جدید)",
            run: "click",
        },
        {
            content: "What came of it",
            trigger: ".o_notification:contains(منتقل شد)",
        },
        {
            trigger: `${STEP}:contains(۳)`,
        },
        {
            trigger: "button[name=action_open_lines]:has([name=done_count])",
        },
        {
            content: "And back again",
            trigger: "button[name=action_undo]",
            run: "click",
        },
        {
            trigger: ".modal button.btn-primary:contains(برگشت افتتاحیه)",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(به سال قبل برگشت)",
        },
        {
            trigger: "button[name=action_open_lines]:has([name=undone_count])",
        },
    ],
});
