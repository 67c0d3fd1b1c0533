import {Component, onWillUnmount, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const EVERY = 2000;
const CHANNEL = "sama_fiscal_opening";

/**
 * How far an opening has come: the server tells of the part that is one transaction,
 * and what follows in the background is read every two seconds.
 */
export class OpeningProgress extends Component {
    static template = "sama_crm.OpeningProgress";
    static props = {...standardWidgetProps};

    setup() {
        this.state = useState({percent: null});
        this.bus = useService("bus_service");
        const onProgress = ({id, percent}) => {
            if (id === this.props.record.resId) {
                this.state.percent = percent;
            }
        };
        this.bus.subscribe(CHANNEL, onProgress);
        this.timer = setInterval(() => {
            if (this.rest) {
                this.props.record.load();
            }
        }, EVERY);
        onWillUnmount(() => {
            clearInterval(this.timer);
            this.bus.unsubscribe(CHANNEL, onProgress);
        });
    }

    /** Rows that are still done one by one, in the background. */
    get rest() {
        return this.props.record.data.todo_count || 0;
    }

    get percent() {
        if (this.rest) {
            return this.props.record.data.progress || 0;
        }
        // The last word of the server comes before the act is saved and shown.
        return this.state.percent === 100 ? null : this.state.percent;
    }
}

export const openingProgress = {
    component: OpeningProgress,
    fieldDependencies: [
        {name: "progress", type: "integer"},
        {name: "todo_count", type: "integer"},
    ],
};

registry.category("view_widgets").add("sama_fiscal_opening_progress", openingProgress);
