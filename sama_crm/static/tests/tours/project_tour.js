import {registry} from "@web/core/registry";

/** An agent without a role in Project puts right what he typed. */
registry.category("web_tour.tours").add("sama_project_correct", {
    steps: () => [
        {
            content: "the form is read only",
            trigger: ".o_form_view [name=name] span:contains(Roof)",
        },
        {
            content: "correct it",
            trigger: "button[name=action_sama_correct]",
            run: "click",
        },
        {
            content: "its own short form",
            trigger: ".modal [name=name] input:value(Roof)",
            run: "edit Roof and gutter",
        },
        {
            content: "save",
            trigger: ".modal button[name=action_save]",
            run: "click",
        },
        {
            content: "the form shows it",
            trigger:
                "body:not(:has(.modal)) .o_form_view [name=name]:contains(Roof and gutter)",
        },
    ],
});
