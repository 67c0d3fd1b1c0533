import {registry} from "@web/core/registry";

/** Note in the page what the server answers to the form that asks for a file. */
export function watchDownloads() {
    const {send} = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (...args) {
        this.addEventListener("load", () => {
            if (this.responseURL.includes("/sama_crm/report/")) {
                const type = this.getResponseHeader("Content-Type");
                document.body.dataset.samaReport = `${this.status} ${type}`;
                document.body.dataset.samaReportName =
                    this.getResponseHeader("Content-Disposition");
            }
        });
        return send.apply(this, args);
    };
}

/** From the list to the file: grouped, as Excel. */
registry.category("web_tour.tours").add("sama_crm_report", {
    steps: () => [
        {trigger: ".o_list_view .o_data_row"},
        {
            content: "The button is there for everybody to see",
            trigger: ".o_sama_report_button:contains(گزارش)",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=columns] input[data-column=name]:checked",
        },
        {
            content: "The filter is said in words",
            trigger: ".modal .o_field_widget[name=filter_words]:not(:empty)",
        },
        {
            trigger:
                ".modal .o_field_widget[name=layout] label:contains(گروه‌بندی‌شده)",
            run: "click",
        },
        {
            content: "A column that the screen hides is taken as well",
            trigger: ".modal input[data-column=date_order]",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_make]:contains(تهیه گزارش)",
            async run(helpers) {
                watchDownloads();
                await helpers.click();
            },
        },
        {trigger: "body[data-sama-report^='200']"},
        {trigger: "body[data-sama-report*='spreadsheetml']"},
        {content: "The dialog closes by itself", trigger: "body:not(:has(.modal))"},
    ],
});

/** The same from the cards, which know no columns. */
registry.category("web_tour.tours").add("sama_crm_report_kanban", {
    steps: () => [
        {trigger: ".o_kanban_view .o_kanban_record:not(.o_kanban_ghost)"},
        {trigger: ".o_sama_report_button", run: "click"},
        {trigger: ".modal .o_field_widget[name=columns] input[data-column=name]"},
        {trigger: ".modal .o_field_widget[name=columns] input:checked"},
        {
            trigger: ".modal button[name=action_make]:contains(تهیه گزارش)",
            async run(helpers) {
                watchDownloads();
                await helpers.click();
            },
        },
        {trigger: "body[data-sama-report^='200']"},
        {content: "The dialog closes by itself", trigger: "body:not(:has(.modal))"},
    ],
});

const MAKE = ".modal button[name=action_make]:contains(تهیه گزارش)";

/** A long report: its progress is shown, then the file is there to be fetched. */
registry.category("web_tour.tours").add("sama_crm_report_long", {
    steps: () => [
        {trigger: ".o_list_view .o_data_row"},
        {trigger: ".o_sama_report_button", run: "click"},
        {trigger: ".modal .alert-info:visible:contains(پس‌زمینه)"},
        {trigger: MAKE, run: "click"},
        {
            content: "Its progress is shown",
            trigger: ".modal .progress[aria-valuenow='0']:has(.progress-bar-animated)",
        },
        {trigger: ".modal button[name=action_cancel]"},
        {
            content: "Made meanwhile, it says so by itself",
            trigger: ".modal .progress[aria-valuenow='100']",
            timeout: 30000,
        },
        {
            trigger: ".modal button[name=action_download]",
            async run(helpers) {
                watchDownloads();
                await helpers.click();
            },
        },
        {trigger: "body[data-sama-report^='200'][data-sama-report*='spreadsheetml']"},
    ],
});

/** A long report that is given up. */
registry.category("web_tour.tours").add("sama_crm_report_cancel", {
    steps: () => [
        {trigger: ".o_list_view .o_data_row"},
        {trigger: ".o_sama_report_button", run: "click"},
        {trigger: MAKE, run: "click"},
        {trigger: ".modal .progress:has(.progress-bar-animated)"},
        {trigger: ".modal button[name=action_cancel]", run: "click"},
        {content: "There is nothing to wait for", trigger: "body:not(:has(.modal))"},
    ],
});
