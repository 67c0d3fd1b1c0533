import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {session} from "@web/session";
import {user} from "@web/core/user";
import {formatInteger} from "@web/views/fields/formatters";

export const NEW_DAY = "SAMA_CRM:NEW_DAY";

/** A second late, so that the server's clock has surely passed midnight, too. */
const MARGIN = 1000;

/** @returns {luxon.DateTime} now, in the user's own time zone */
export function userNow() {
    return luxon.DateTime.now().setZone(user.tz || user.context.tz || "local");
}

/**
 * Tells an agent once a day what is due, whatever page the web client starts with, and
 * when it stays open past midnight of the user's time zone. The server remembers the
 * day (see `take_day_notice`): one notice a user, not one a device or tab. Nobody else
 * gets a notice or pays a request. On each new day the open desk is told as well.
 */
export const dayService = {
    dependencies: ["action", "notification", "orm"],

    start(env, {action, notification, orm}) {
        if (!session.sama_crm_desk) {
            return;
        }
        let noticeOn = session.sama_crm_desk.notice_on;
        let day = userNow().toISODate();
        let timer;

        async function tell() {
            // A page that nobody sees spends no notice: another device may be looked at.
            if (document.hidden || noticeOn === day) {
                return;
            }
            const asked = day;
            noticeOn = asked;
            let due;
            try {
                due = await orm.silent.call("sama.desk", "take_day_notice");
            } catch {
                // Away or logged out at midnight: the next look at the page asks again.
                noticeOn = false;
                return;
            }
            if (due) {
                show(due);
            }
        }

        function show({due, overdue}) {
            const values = {due: formatInteger(due), overdue: formatInteger(overdue)};
            const close = notification.add(
                overdue
                    ? _t(
                          "Quotations to follow up today: %(due)s, of these overdue: %(overdue)s.",
                          values
                      )
                    : _t("Quotations to follow up today: %(due)s.", values),
                {
                    type: "info",
                    sticky: true,
                    className: "o_sama_day_notice",
                    buttons: [
                        {
                            name: _t("Show"),
                            onClick: () => {
                                close();
                                action.doAction("sama_crm.sama_desk_action", {
                                    additionalContext: {
                                        sama_desk_cut: "due",
                                        sama_desk_scope: "mine",
                                    },
                                    clearBreadcrumbs: true,
                                });
                            },
                        },
                    ],
                }
            );
        }

        /** Sleep stops timers: so the day is looked at whenever the page is, too. */
        function look() {
            const now = userNow();
            if (now.toISODate() !== day) {
                day = now.toISODate();
                env.bus.trigger(NEW_DAY);
            }
            browser.clearTimeout(timer);
            const midnight = now.plus({days: 1}).startOf("day");
            timer = browser.setTimeout(look, midnight.diff(now).milliseconds + MARGIN);
            return tell();
        }

        env.bus.addEventListener("WEB_CLIENT_READY", look, {once: true});
        browser.addEventListener("focus", look);
        document.addEventListener("visibilitychange", look);
    },
};

registry.category("services").add("sama_crm.day", dayService);
