import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** The columns of a report: ticked or not, moved up or down. */
export class ReportColumnsField extends Component {
    static template = "sama_crm.ReportColumnsField";
    static props = {...standardFieldProps};

    /** @returns {{name: string, label: string, on: boolean}[]} */
    get columns() {
        return this.props.record.data[this.props.name] || [];
    }

    update(columns) {
        return this.props.record.update({[this.props.name]: columns});
    }

    toggle(index) {
        return this.update(
            this.columns.map((column, place) =>
                place === index ? {...column, on: !column.on} : column
            )
        );
    }

    /**
     * @param {number} index
     * @param {number} step -1 up, 1 down
     */
    move(index, step) {
        const columns = [...this.columns];
        const [column] = columns.splice(index, 1);
        columns.splice(index + step, 0, column);
        return this.update(columns);
    }
}

export const reportColumnsField = {
    component: ReportColumnsField,
    displayName: _t("Columns of a Report"),
    supportedTypes: ["json"],
};

registry.category("fields").add("sama_report_columns", reportColumnsField);
