import {Component, onMounted, onWillStart, useRef, useState} from "@odoo/owl";
import {formatCurrency} from "@web/core/currency";
import {deserializeDate, deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {formatFloat, formatInteger} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {F4View, useF4View} from "../f4/f4_view";
import {CustomerTimeline} from "./customer_timeline";

/** The file as F4 sees it: one customer, whose new row it opens. */
class CustomerFileF4View extends F4View {
    get resModel() {
        return "res.partner";
    }

    async getTarget() {
        return [this.controller.partnerId];
    }

    reload() {
        return this.controller.reload();
    }

    focus() {
        this.controller.focusNewRow();
    }
}

/** All about one customer: who he is, his figures, his rows, and what happened. */
export class CustomerFile extends Component {
    static template = "sama_crm.CustomerFile";
    static components = {CustomerTimeline, Layout};
    static props = {...standardActionServiceProps};
    static displayName = _t("Customer File");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.f4 = useService("sama_f4");
        this.keepLast = new KeepLast();
        this.rootRef = useRef("root");
        this.newRowRef = useRef("newRow");
        const {params = {}, context = {}} = this.props.action;
        this.partnerId = params.partner_id || context.active_id;
        this.kind = params.kind || false;
        this.state = useState({head: null, version: 0});
        useSetupAction({rootRef: this.rootRef});
        useF4View(this, CustomerFileF4View);
        onWillStart(() => this.load());
        onMounted(() => {
            this.env.config.setDisplayName?.(this.state.head.partner.name);
            this.focusNewRow();
        });
    }

    async load() {
        this.state.head = await this.keepLast.add(
            this.orm.call("sama.customer.file", "get_head", [this.partnerId], {
                kind: this.kind,
            })
        );
    }

    async reload() {
        await this.load();
        this.state.version++;
    }

    focusNewRow() {
        this.newRowRef.el?.focus({preventScroll: true});
    }

    get display() {
        return {controlPanel: {}};
    }

    // === Head ===

    get partner() {
        return this.state.head.partner;
    }

    get people() {
        return [this.partner, ...this.state.head.contacts];
    }

    get facts() {
        const {facts} = this.state.head;
        return [
            [_t("Person Group"), facts.group],
            [_t("Customer Grade"), facts.grade],
            [_t("Psychology"), facts.psychology],
            [_t("How to Talk to This Type"), facts.how_to_talk],
            [_t("What to Avoid"), facts.what_to_avoid],
            [_t("Experience"), this.partner.experience],
            [_t("Note on the experience"), this.partner.experience_note],
            [_t("Next Birthday"), this.dayOf(this.partner.next_birthday)],
            [_t("Address"), this.partner.address],
        ].filter(([, value]) => value);
    }

    dayOf(day) {
        return day ? formatDate(deserializeDate(day)) : "";
    }

    phonesOf(person) {
        return [...new Set([person.mobile, person.phone].filter(Boolean))];
    }

    figureText(figure) {
        // A narrow box may put the currency below the number.
        return String(this.formatFigure(figure)).replace(/\u00a0/g, " ");
    }

    formatFigure({type, value, currency_id}) {
        if (value === false || value === null || value === undefined) {
            return "–";
        }
        switch (type) {
            case "monetary":
                return formatCurrency(value, currency_id);
            case "date":
                return formatDate(deserializeDate(value));
            case "float":
                return formatFloat(value, {digits: [16, 1]});
            default:
                return formatInteger(value);
        }
    }

    async openFigure({row, figure}) {
        const action = await this.orm.call(
            "sama.customer",
            "sama_open_figure",
            [[row]],
            {figure}
        );
        await this.action.doAction(action);
    }

    // === Rows ===

    get rows() {
        return this.state.head.records.map((record) => ({
            ...record,
            day: formatDate(deserializeDateTime(record.date)),
            worth: this.worthOf(record),
        }));
    }

    worthOf({amount, percent, currency_id}) {
        if (percent) {
            const number = formatFloat(percent, {
                digits: [16, 2],
                trailingZeros: false,
            });
            return _t("%(percent)s percent", {percent: number});
        }
        return amount ? formatCurrency(amount, currency_id) : "";
    }

    get countText() {
        return _t("%(open)s open of %(all)s", {
            open: formatInteger(this.state.head.open_count),
            all: formatInteger(this.state.head.record_count),
        });
    }

    newRow() {
        return this.f4.open({
            view: this.f4.currentView(),
            resModel: "res.partner",
            resIds: [this.partnerId],
        });
    }

    openRow(id) {
        return this.open("sama.customer.record", id);
    }

    onRowKeydown(ev, id) {
        if (ev.key === "Enter") {
            this.openRow(id);
        }
    }

    openAllRows() {
        return this.action.doAction("sama_crm.sama_customer_record_action", {
            additionalContext: {
                search_default_open: 0,
                search_default_current_year: 0,
                search_default_partner_id: this.partner.id,
                default_partner_id: this.partner.id,
            },
        });
    }

    openPartner() {
        return this.open("res.partner", this.partner.id);
    }

    openSurveyResults() {
        return this.action.doAction("sama_crm.sama_survey_results_action", {
            additionalContext: {
                active_id: this.partner.id,
                active_model: "res.partner",
            },
        });
    }

    open(resModel, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("sama_customer_file", CustomerFile);
