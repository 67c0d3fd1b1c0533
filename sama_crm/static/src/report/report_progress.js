import {Component, onWillUnmount} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const EVERY = 2000;

/** How far a report of the background has come; it looks again every two seconds. */
export class ReportProgress extends Component {
    static template = "sama_crm.ReportProgress";
    static props = {...standardWidgetProps};

    setup() {
        this.timer = setInterval(() => {
            if (this.isRunning) {
                this.props.record.load();
            }
        }, EVERY);
        onWillUnmount(() => clearInterval(this.timer));
    }

    get isRunning() {
        return ["queued", "running"].includes(this.props.record.data.state);
    }

    get progress() {
        return this.props.record.data.progress || 0;
    }
}

export const reportProgress = {
    component: ReportProgress,
    fieldDependencies: [
        {name: "progress", type: "integer"},
        {name: "state", type: "selection"},
    ],
};

registry.category("view_widgets").add("sama_report_progress", reportProgress);
