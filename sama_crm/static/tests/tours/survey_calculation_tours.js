import {registry} from "@web/core/registry";
import {watchDownloads} from "./report_tour";
import {ESCAPE, closed, focusRow, keys, openForm, title} from "./keyboard";

const click = (content, trigger) => ({content, trigger, run: "click"});
const see = (content, trigger) => ({content, trigger});

/** From the list to the figures, to the answers behind one, to the document. */
registry.category("web_tour.tours").add("sama_survey_calculate", {
    steps: () => [
        click("only mine", ".o_facet_remove:first"),
        see("two are left", ".o_searchview:not(:has(.o_searchview_facet:eq(2)))"),
        click("only those to call", ".o_facet_remove:first"),
        see("one is left", ".o_searchview:not(:has(.o_searchview_facet:eq(1)))"),
        click("of the year or open", ".o_facet_remove:first"),
        see("no filter", ".o_searchview:not(:has(.o_searchview_facet))"),
        see("every row", ".o_data_row:contains(Customer A)"),
        click("calculate", ".o_sama_calculate"),
        see("of three, two", ".o_sama_figure[name=surveyed]:contains(۲)"),
        see("the share", ".o_sama_figure[name=surveyed]:contains(۶۷٪)"),
        see("a real 0 counts", ".o_sama_question_mean:contains(۴):contains(۴۰٪)"),
        see("few answers", ".o_sama_questions .badge:contains(پاسخ ناکافی)"),
        click("by salesperson", ".o_sama_groupings [name=seller]"),
        see("chosen", ".o_sama_groupings [name=seller].btn-primary"),
        click("behind a cell", ".o_sama_cell:first"),
        see("both answers", ".o_data_row:contains(Customer B)"),
        see("and the real 0", ".o_data_row:contains(Customer A):contains(۰)"),
        focusRow("Customer A"),
        openForm("Customer A"),
        see("the survey of its document", title("Customer A")),
        see("surveyed already", ".o_f4_dialog [data-kind=done]"),
        keys("leave", ".o_f4_dialog [name=resurvey] input:focus", ESCAPE),
        closed,
        see("back on the row", ".o_data_row:contains(Customer A):has(td:focus)"),
        click("to the document", ".o_data_row:contains(Customer A) .o_data_cell:first"),
        see("it is open", ".o_form_view:contains(Customer A)"),
        click("results of the customer", "[name=action_survey_results]"),
        see("his score", ".o_sama_results .o_sama_figure_value:contains(۰)"),
        see("his sheet", ".o_sama_sheets tbody tr:contains(هیچ)"),
        click("open the sheet", ".o_sama_sheets tbody tr:first"),
        see("the sheet", ".o_form_view:contains(Customer A)"),
    ],
});

/** On a phone: nothing is wider than the page, and every figure can be reached. */
registry.category("web_tour.tours").add("sama_survey_calculate_phone", {
    steps: () => [
        {
            content: "the page fits",
            trigger: ".o_sama_figure[name=surveyed]:contains(۲)",
            run: ({anchor}) => {
                const page = anchor.closest(".o_content");
                if (page.scrollWidth > page.clientWidth) {
                    throw new Error(`${page.scrollWidth} > ${page.clientWidth}`);
                }
            },
        },
        click("answers of a question", ".o_sama_answers:first"),
        see("cards", ".o_kanban_record:contains(Customer B)"),
    ],
});

/**
 * To the file. The PDF is asked for by the test itself: while wkhtmltopdf runs, a test
 * lets nothing else of the browser through.
 */
registry.category("web_tour.tours").add("sama_survey_calculate_report", {
    steps: () => [
        see("the figures", ".o_sama_figure[name=surveyed]:contains(۲)"),
        {
            content: "as Excel",
            trigger: ".o_sama_calculation [name=report_xlsx]:contains(اکسل)",
            async run(helpers) {
                watchDownloads();
                await helpers.click();
            },
        },
        see("it comes", "body[data-sama-report^='200'][data-sama-report*=spreadsheet]"),
        see("PDF is offered", ".o_sama_calculation [name=report_pdf]:enabled"),
    ],
});

registry.category("web_tour.tours").add("sama_survey_calculate_nothing", {
    steps: () => [see("says so", ".o_sama_calculation_empty:contains(محاسبه)")],
});
