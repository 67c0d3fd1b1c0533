import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {getFormattedValue} from "@web/views/utils";

/** A number that opens the documents it counts. */
export class FigureField extends Component {
    static template = "sama_crm.FigureField";
    static props = {...standardFieldProps, fieldInfo: {type: Object, optional: true}};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get text() {
        const {record, name, fieldInfo} = this.props;
        return getFormattedValue(record, name, fieldInfo);
    }

    get isEmpty() {
        return !this.props.record.data[this.props.name];
    }

    async open() {
        const {record, name} = this.props;
        // The period that the list shows is in its context.
        const action = await this.orm.call(
            record.resModel,
            "sama_open_figure",
            [[record.resId], name],
            {context: record.context}
        );
        return this.action.doAction(action);
    }
}

export const figureField = {
    component: FigureField,
    displayName: _t("Number that Opens its Documents"),
    supportedTypes: ["integer", "float", "monetary"],
    extractProps: (fieldInfo) => ({fieldInfo}),
};

registry.category("fields").add("sama_figure", figureField);
