import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {ChoiceRow} from "./choice_row";

/**
 * A few choices side by side: one click, or one digit on the keyboard.
 *
 * The choices come from a Json field of the same record, as [value, label], so that the
 * widget asks the server for nothing; a selection field without one shows its own.
 */
export class ChoiceField extends ChoiceRow {
    static template = "sama_crm.ChoiceField";
    static props = {
        ...standardFieldProps,
        choices: {type: String, optional: true},
        isSegmented: {type: Boolean, optional: true},
    };

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
            key: this.keyOf(index),
            isChosen: index === chosen,
            isStop: index === Math.max(chosen, 0),
        }));
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
        super.onKeydown(ev, index);
        if (ev.key === "Enter" && !ev.ctrlKey) {
            // The form then goes to the next field.
            this.choose(this.items[index]);
        }
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
