import {Component, useRef} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {digitOf, stepOf} from "../f4_keys";

/**
 * A few choices side by side: one click, or one digit on the keyboard.
 *
 * The choices come from a Json field of the same record, as [value, label], so that the
 * widget asks the server for nothing; a selection field without one shows its own.
 */
export class ChoiceField extends Component {
    static template = "sama_crm.ChoiceField";
    static props = {
        ...standardFieldProps,
        choices: {type: String, optional: true},
        isSegmented: {type: Boolean, optional: true},
    };

    setup() {
        this.root = useRef("root");
    }

    get field() {
        return this.props.record.fields[this.props.name];
    }

    get value() {
        const value = this.props.record.data[this.props.name];
        return this.field.type === "many2one" ? value && value.id : value;
    }

    /** @returns {{value: any, label: string, isChosen: boolean, isStop: boolean}[]} */
    get items() {
        const {choices, record} = this.props;
        const pairs = (choices ? record.data[choices] : this.field.selection) || [];
        const chosen = pairs.findIndex(([value]) => value === this.value);
        return pairs.map(([value, label], index) => ({
            value,
            label,
            key: index < 9 && !this.env.isSmall ? this.digit(index + 1) : "",
            isChosen: index === chosen,
            isStop: index === Math.max(chosen, 0),
        }));
    }

    digit(number) {
        return number.toLocaleString(user.lang || "en");
    }

    choose({value, label, isChosen}, {toggle = false} = {}) {
        if (this.props.readonly || (isChosen && !toggle)) {
            return;
        }
        const isMany2one = this.field.type === "many2one";
        const chosen = isMany2one ? {id: value, display_name: label} : value;
        const isUnset = isChosen && isMany2one;
        return this.props.record.update({[this.props.name]: isUnset ? false : chosen});
    }

    onKeydown(ev, index) {
        const {items} = this;
        const digit = digitOf(ev);
        const step = stepOf(ev);
        if (digit && digit <= items.length) {
            ev.preventDefault();
            this.focus(digit - 1);
            this.choose(items[digit - 1]);
        } else if (step) {
            ev.preventDefault();
            this.focus((index + step + items.length) % items.length);
        } else if (ev.key === "Enter" && !ev.ctrlKey) {
            // The form then goes to the next field.
            this.choose(items[index]);
        }
    }

    focus(index) {
        this.root.el.querySelectorAll("[role=radio]")[index]?.focus();
    }
}

export const choiceField = {
    component: ChoiceField,
    displayName: _t("Choices Side by Side"),
    supportedTypes: ["many2one", "selection"],
    extractProps: ({options}) => ({
        choices: options.choices,
        isSegmented: options.segmented,
    }),
};

registry.category("fields").add("sama_choice", choiceField);
