import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    onWillUpdateProps,
    useRef,
    useState,
} from "@odoo/owl";
import {formatCurrency} from "@web/core/currency";
import {deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {formatFloat} from "@web/views/fields/formatters";

export const SOURCES = {
    quotation: {label: _t("Quotations"), icon: "fa-file-text-o"},
    invoice: {label: _t("Invoices"), icon: "fa-money"},
    follow_up: {label: _t("Follow-ups"), icon: "fa-phone"},
    survey: {label: _t("Surveys"), icon: "fa-star-half-o"},
    attempt: {label: _t("Survey Calls"), icon: "fa-phone-square"},
    message: {label: _t("Messages and E-mails"), icon: "fa-envelope-o"},
    record: {label: _t("Rows of the Customer"), icon: "fa-list-alt"},
};

/** What happened with a customer, the latest first; the next page comes as one scrolls. */
export class CustomerTimeline extends Component {
    static template = "sama_crm.CustomerTimeline";
    static props = {
        partnerId: Number,
        version: Number,
        open: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.endRef = useRef("end");
        this.state = useState({rows: [], next: null, source: null, isLoading: false});
        onWillStart(() => this.load());
        onWillUpdateProps((props) => {
            if (props.version !== this.props.version) {
                return this.load();
            }
        });
        onMounted(() => {
            this.observer = new IntersectionObserver((entries) => {
                if (entries.some((entry) => entry.isIntersecting)) {
                    this.loadMore();
                }
            });
            this.observer.observe(this.endRef.el);
        });
        onWillUnmount(() => this.observer.disconnect());
    }

    /** Read the first page, instead of what is shown. */
    async load() {
        const page = await this.keepLast.add(this.read(null));
        this.state.rows = page.rows;
        this.state.next = page.next;
    }

    async loadMore() {
        if (this.state.isLoading || !this.state.next) {
            return;
        }
        this.state.isLoading = true;
        try {
            const page = await this.keepLast.add(this.read(this.state.next));
            this.state.rows.push(...page.rows);
            this.state.next = page.next;
        } finally {
            this.state.isLoading = false;
        }
        // The end may still be in sight: the observer only tells of changes.
        this.observer.unobserve(this.endRef.el);
        this.observer.observe(this.endRef.el);
    }

    read(after) {
        return this.orm.call("sama.customer.file", "get_page", [this.props.partnerId], {
            after,
            sources: this.state.source && [this.state.source],
        });
    }

    // === Filters ===

    get chips() {
        return [
            {name: null, label: _t("All")},
            ...Object.entries(SOURCES).map(([name, {label, icon}]) => ({
                name,
                label,
                icon,
            })),
        ];
    }

    async choose(source) {
        this.state.source = source;
        await this.load();
    }

    // === Rows ===

    /** @returns {{day: string, rows: Object[]}[]} the rows by day */
    get days() {
        const days = [];
        for (const row of this.state.rows) {
            const at = deserializeDateTime(row.at);
            const day = formatDate(at);
            if (days.at(-1)?.day !== day) {
                days.push({day, rows: []});
            }
            days.at(-1).rows.push(this.shown(row, at));
        }
        return days;
    }

    shown(row, at) {
        const source = SOURCES[row.source];
        return {
            ...row,
            icon: source.icon,
            hour: row.is_day ? "" : at.toFormat("HH:mm"),
            heading: this.headingOf(row),
            worth: this.worthOf(row),
        };
    }

    headingOf({source, label}) {
        switch (source) {
            case "quotation":
                return _t("Quotation");
            case "survey":
                return _t("Survey");
            case "attempt":
                return _t("Survey Call");
            case "follow_up":
                return _t("Follow-up · %s", label);
            default:
                return label;
        }
    }

    worthOf({source, amount, currency_id}) {
        if (amount === null) {
            return "";
        }
        if (source === "survey") {
            return _t("%s of 100", formatFloat(amount, {digits: [16, 1]}));
        }
        return formatCurrency(amount, currency_id);
    }

    onKeydown(ev, row) {
        if (ev.key === "Enter") {
            this.props.open(row.model, row.res_id);
        }
    }
}
