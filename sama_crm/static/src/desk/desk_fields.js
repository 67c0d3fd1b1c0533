/** The two small cells of the desk's rows. */
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatInteger} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/** How urgent a quotation is: a word with a colour, for those who see no colours. */
export class DaysLateField extends Component {
    static template = "sama_crm.DaysLateField";
    static props = {...standardFieldProps};

    get urgency() {
        return this.props.record.data.sama_follow_up_state;
    }

    get label() {
        if (this.urgency === "overdue") {
            const days = this.props.record.data[this.props.name];
            return days === 1
                ? _t("1 day late")
                : _t("%(days)s days late", {days: formatInteger(days)});
        }
        return this.urgency === "today" ? _t("Today") : "";
    }
}

/** A text on one line; what does not fit is in the tooltip. */
export class FirstWordsField extends Component {
    static template = "sama_crm.FirstWordsField";
    static props = {...standardFieldProps};

    get text() {
        return this.props.record.data[this.props.name] || "";
    }
}

registry.category("fields").add("sama_days_late", {
    component: DaysLateField,
    supportedTypes: ["integer"],
    fieldDependencies: [{name: "sama_follow_up_state", type: "selection"}],
});
registry.category("fields").add("sama_first_words", {
    component: FirstWordsField,
    supportedTypes: ["char", "text"],
});
