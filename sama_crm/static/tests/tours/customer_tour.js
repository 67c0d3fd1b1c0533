import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("sama_customer_tour", {
    steps: () => [
        {
            content: "The list opens with those who bought",
            trigger: ".o_searchview_facet:contains(Buyers)",
        },
        {
            trigger: ".o_data_row:contains(Reza Ahmadi)",
        },
        {
            content: "Take the filter away",
            trigger: ".o_searchview_facet:contains(Buyers) .o_facet_remove",
            run: "click",
        },
        {
            content: "Whoever has a quotation only is there now; open it",
            trigger:
                ".o_data_row:contains(Karimi Trading) td[name=quotation_count] .o_sama_opens_documents",
            run: "click",
        },
        {
            content: "The number opened the quotation it counts",
            trigger: ".o_breadcrumb:contains(Karimi Trading)",
        },
        {
            trigger: ".o_list_view .o_data_row:not(:has(td[name=quotation_count]))",
        },
        {
            content: "Back to the customers",
            trigger: ".o_back_button, .o_breadcrumb .breadcrumb-item a",
            run: "click",
        },
        {
            content: "Open the customer",
            trigger: ".o_data_row:contains(Reza Ahmadi) td[name=partner_id]",
            run: "click",
        },
        {
            trigger: ".o_sama_file h2:contains(Reza Ahmadi)",
        },
    ],
});
