/**
 * Periods of the domain editor ("month to date"): trees <-> relative dates.
 *
 * A domain is shared: a period in it must mean the same to every reader. So a Jalali
 * user's periods are written in terms of their own ("today =1jd", which the server
 * knows), and each user sees those of the other calendar under a name that says so.
 * Odoo's own functions do the rest.
 */
import {
    condition,
    connector,
    operate,
    rewriteNConsecutiveChildren,
} from "@web/core/tree_editor/condition_tree";
import {isJalali} from "@sama_crm/jalali/jalali_state";
import {wrapExports} from "@sama_crm/jalali/jalali_wraps";

const MODULE = "@web/core/tree_editor/virtual_operators";

/** Period -> [first day, day after the last], in the Jalali terms of the server. */
const BOUNDS = {
    "month to date": ["today =1jd", "today +1d"],
    "last month": ["today =1jd -1jm", "today =1jd"],
    "year to date": ["today =1jm =1jd", "today +1d"],
    "last 12 months": ["today =1jd -12jm", "today =1jd"],
};
const R_FOREIGN = /^(gregorian|jalali) (.*)$/;

/** Periods whose length depends on the calendar. */
const PERIODS = Object.keys(BOUNDS);

/**
 * @param {string} period one of Odoo's
 * @param {boolean} jalali
 * @returns {string} its name for the current user: foreign ones carry their calendar
 */
function periodName(period, jalali) {
    if (jalali === isJalali()) {
        return period;
    }
    return `${jalali ? "jalali" : "gregorian"} ${period}`;
}

/**
 * @param {string} name
 * @returns {{ period: string, jalali: boolean }}
 */
function readName(name) {
    const foreign = name.match(R_FOREIGN);
    return foreign
        ? {period: foreign[2], jalali: foreign[1] === "jalali"}
        : {period: name, jalali: isJalali()};
}

/**
 * @param {string} name of a kind of range
 * @param {boolean} jalali
 * @returns {boolean} whether a user of that calendar may choose it
 */
export function isOffered(name, jalali) {
    const {period} = readName(name);
    return !PERIODS.includes(period) || name === periodName(period, jalali);
}

/** @param {import("@web/core/tree_editor/condition_tree").Condition} node */
function isPeriod({operator, value}) {
    return operator === "in range" && PERIODS.includes(readName(value[1]).period);
}

/**
 * Gives back what Odoo knows: its own periods, or the two bounds of a Jalali one.
 *
 * @param {import("@web/core/tree_editor/condition_tree").Condition} node
 */
function eliminatePeriod(node, {generateSmartDates = true} = {}) {
    if (!isPeriod(node)) {
        return;
    }
    const {path, negate, value} = node;
    const {period, jalali} = readName(value[1]);
    if (!jalali || !generateSmartDates) {
        return condition(path, "in range", [value[0], period, false, false], negate);
    }
    const parts = path.split(".");
    const name = parts.pop();
    const [start, end] = BOUNDS[period];
    let tree = connector("&", [
        condition(name, ">=", start),
        condition(name, "<", end),
    ]);
    if (parts.length) {
        tree = condition(parts.join("."), "any", tree);
    }
    tree.negate = negate;
    return tree;
}

/** Names Odoo's own periods, which are Gregorian, for the current user. */
function nameGregorian(node) {
    if (node.operator === "in range" && PERIODS.includes(node.value[1])) {
        const [type, period, ...values] = node.value;
        const value = [type, periodName(period, false), ...values];
        return condition(node.path, "in range", value, node.negate);
    }
}

/** Two bounds of a Jalali period become one. */
function introduceJalali({value, negate, children}, options) {
    const [start, end] = children;
    const isPair =
        value === "&" &&
        !negate &&
        children.every((child) => child.type === "condition" && !child.negate) &&
        start.path === end.path &&
        start.operator === ">=" &&
        end.operator === "<";
    const type = isPair && options.getFieldDef?.(start.path)?.type;
    if (!["date", "datetime"].includes(type)) {
        return;
    }
    for (const [period, bounds] of Object.entries(BOUNDS)) {
        if (start.value === bounds[0] && end.value === bounds[1]) {
            const name = periodName(period, true);
            return condition(start.path, "in range", [type, name, false, false]);
        }
    }
}

/** A period of a related record is one of a longer path, as Odoo's own are. */
function shortenPath({path, operator, value, negate}) {
    const isOne =
        operator === "any" &&
        typeof path === "string" &&
        value.type === "condition" &&
        typeof value.path === "string" &&
        !negate &&
        !value.negate;
    if (isOne && isPeriod(value)) {
        return condition(`${path}.${value.path}`, value.operator, value.value);
    }
}

const eliminate = (tree, options) => operate(eliminatePeriod, tree, options);
function introduce(tree, options = {}) {
    const steps = [
        [nameGregorian, "condition"],
        [rewriteNConsecutiveChildren(introduceJalali), "connector"],
        [shortenPath, "condition"],
    ];
    return steps.reduce(
        (each, [step, type]) => operate(step, each, options, type),
        tree
    );
}

wrapExports(MODULE, "eliminateVirtualOperators", (original, tree, ...args) =>
    original(eliminate(tree, ...args), ...args)
);
// The tree may have been through this already: only Odoo's own names are Gregorian.
wrapExports(MODULE, "introduceVirtualOperators", (original, tree, ...args) =>
    introduce(original(eliminate(tree, ...args), ...args), ...args)
);
wrapExports(MODULE, "areEquivalentTrees", (original, ...trees) =>
    original(...trees.map((tree) => eliminate(tree)))
);
