import {_t} from "@web/core/l10n/translation";

/** The parts of the working day, first what is to be done. */
export const MAIN_CUTS = ["due", "overdue", "today", "later", "no_date", "never"];
export const SMALL_CUTS = [
    "unassigned",
    "next_7",
    "expiring_3",
    "try_again",
    "stopped",
];

/** Where to go on when a cut is empty, in this order. */
export const NEXT_CUTS = [
    "due",
    "no_date",
    "never",
    "unassigned",
    "try_again",
    "later",
];

export const CUT_LABELS = {
    due: _t("To Follow Up Now"),
    overdue: _t("Overdue"),
    today: _t("Today"),
    later: _t("Later"),
    no_date: _t("Without Next Date"),
    never: _t("Never Followed"),
    unassigned: _t("Unassigned"),
    next_7: _t("Next 7 Days"),
    expiring_3: _t("Expiring in 3 Days"),
    try_again: _t("Try Again"),
    stopped: _t("Out of Follow-up"),
};

/** What is said of the cut where to go on; the number stands for %(count)s. */
export const NEXT_TEXTS = {
    due: _t("Still to follow up now: %(count)s."),
    no_date: _t("Without a next date: %(count)s. Give each of them one."),
    never: _t("Never followed so far: %(count)s. Make the first call."),
    unassigned: _t("Nobody follows %(count)s quotations. Tick and assign them."),
    try_again: _t("Voided, and to be tried again by now: %(count)s."),
    later: _t("Planned for later days: %(count)s."),
};
