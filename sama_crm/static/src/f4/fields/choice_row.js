import {Component, useRef} from "@odoo/owl";
import {user} from "@web/core/user";
import {digitOf, stepOf} from "../f4_keys";

/**
 * What fields of choices side by side share: digits choose, arrows go along the row.
 *
 * Their templates make each choice a button, and call the row `root`.
 * @abstract
 */
export class ChoiceRow extends Component {
    setup() {
        this.root = useRef("root");
    }

    /** @returns {{isStop: boolean}[]} the choices; Tab stops at one of them */
    get items() {
        return [];
    }

    /** Takes one of the items. */
    choose() {}

    /**
     * @param {number} index of a choice, from 0
     * @returns {string} the key that chooses it, in the user's digits; none on a phone
     */
    keyOf(index) {
        return index < 9 && !this.env.isSmall
            ? (index + 1).toLocaleString(user.lang || "en")
            : "";
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
        }
    }

    focus(index) {
        this.root.el.querySelectorAll("button")[index]?.focus();
    }
}
