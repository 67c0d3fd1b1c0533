import {Component, useState, xml} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** The place below a field where the form says what is wrong with it. */
export class F4Problem extends Component {
    static template = xml`
        <div t-if="message" class="o_f4_problem text-danger" role="alert" t-att-data-field="props.field">
            <i class="fa fa-exclamation-circle me-1" /><t t-esc="message" />
        </div>`;
    static props = {...standardWidgetProps, field: String};

    setup() {
        this.problems = useState(this.env.f4Problems || {});
    }

    get message() {
        const {field, record} = this.props;
        // Touching the field takes the red away, and with it the sentence.
        return field && !record.isFieldInvalid(field) ? "" : this.problems[field] || "";
    }
}

registry.category("view_widgets").add("sama_f4_problem", {
    component: F4Problem,
    extractProps: ({options}) => ({field: options.field || ""}),
});
