import {after, before, beforeEach} from "@odoo/hoot";
import {mockDate, mockTimeZone} from "@odoo/hoot-mock";
import {
    allowTranslations,
    defineParams,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";
import {activate, deactivate} from "@sama_crm/jalali/jalali_state";
import {clearProcessedTemplates} from "@web/core/templates";
import {localization} from "@web/core/l10n/localization";
import {session} from "@web/session";

const {Settings} = luxon;

/** 1405/09/03 14:30 in Tehran, a Tuesday (the example of persian_terms). */
export const NOW = "2026-11-24T14:30:00";

/**
 * Makes the tests of a suite run as for a Persian user.
 *
 * @param {{ calendar?: string, numbering?: string, now?: string }} [params]
 */
export function useJalali({
    calendar = "persian",
    numbering = "arabext",
    now = NOW,
} = {}) {
    const lang_parameters = {
        date_format: "%Y/%m/%d",
        time_format: "%H:%M:%S",
        direction: "rtl",
        week_start: 6,
    };
    before(() => defineParams({lang_parameters}));
    beforeEach(() => {
        serverState.lang = "fa_IR";
        mockTimeZone("Asia/Tehran");
        mockDate(now);
        patchWithCleanup(session, {sama_calendar: {calendar, numbering}});
        patchWithCleanup(localization, {
            code: "fa_IR",
            dateFormat: "yyyy/MM/dd",
            timeFormat: "HH:mm:ss",
            dateTimeFormat: "yyyy/MM/dd HH:mm:ss",
            direction: "rtl",
            weekStart: 6,
        });
        Settings.defaultLocale = "fa-IR";
        Settings.defaultNumberingSystem = "latn";
        allowTranslations();
        activate();
        // Templates are compiled for the digits of the page.
        clearProcessedTemplates();
        after(() => {
            deactivate();
            clearProcessedTemplates();
        });
    });
}
