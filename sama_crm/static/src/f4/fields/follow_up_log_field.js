import {Component} from "@odoo/owl";
import {deserializeDate, deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloatTime} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** The last follow-ups of a quotation, one or two lines each. */
export class FollowUpLogField extends Component {
    static template = "sama_crm.FollowUpLogField";
    static props = {...standardFieldProps};

    get lines() {
        return (this.props.record.data[this.props.name] || []).map((log) => ({
            ...log,
            day: formatDate(deserializeDateTime(log.date)),
            head: [log.channel, log.outcome || log.reason].filter(Boolean).join(" · "),
            next: log.next_date && this.next(log),
        }));
    }

    next({next_date, next_hour}) {
        const day = formatDate(deserializeDate(next_date));
        return next_hour ? `${day} ${formatFloatTime(next_hour)}` : day;
    }
}

registry.category("fields").add("sama_follow_up_log", {
    component: FollowUpLogField,
    displayName: _t("Last Follow-ups"),
    supportedTypes: ["json"],
});
