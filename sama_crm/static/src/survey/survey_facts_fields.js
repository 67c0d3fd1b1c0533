/** What a surveyor sees before he dials: notices, lines bought, earlier surveys. */
import {Component} from "@odoo/owl";
import {deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloat, formatInteger, formatMonetary} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {percentOf} from "./survey_scores";

const LEVEL_BY_KIND = {done: "warning", quiet: "warning", bad_phone: "danger"};

export class SurveyNoticesField extends Component {
    static template = "sama_crm.SurveyNoticesField";
    static props = {...standardFieldProps};

    get notices() {
        return (this.props.record.data[this.props.name] || []).map((notice) => ({
            ...notice,
            level: LEVEL_BY_KIND[notice.kind] || "info",
        }));
    }
}

export class SurveyBoughtField extends Component {
    static template = "sama_crm.SurveyBoughtField";
    static props = {...standardFieldProps};

    get lines() {
        const {lines} = this.props.record.data[this.props.name] || {};
        return (lines || []).map((line) => ({
            id: line.id,
            product: line.product,
            quantity: `${formatFloat(line.quantity, {trailingZeros: false})} ${line.uom}`,
            amount: formatMonetary(line.price_subtotal, {currencyId: line.currency_id}),
        }));
    }

    get more() {
        const {more} = this.props.record.data[this.props.name] || {};
        return more ? _t("and %s more", formatInteger(more)) : "";
    }
}

export class EarlierSheetsField extends Component {
    static template = "sama_crm.EarlierSheetsField";
    static props = {...standardFieldProps};

    get sheets() {
        return (this.props.record.data[this.props.name] || []).map((sheet) => ({
            ...sheet,
            day: formatDate(deserializeDateTime(sheet.date)),
            percent: typeof sheet.score === "number" ? percentOf(sheet.score) : "",
        }));
    }
}

const fields = registry.category("fields");
for (const [name, component, displayName] of [
    ["sama_survey_notices", SurveyNoticesField, _t("Before the Survey")],
    ["sama_survey_bought", SurveyBoughtField, _t("Bought")],
    ["sama_earlier_sheets", EarlierSheetsField, _t("Earlier Surveys")],
]) {
    fields.add(name, {component, displayName, supportedTypes: ["json"]});
}
