/** The calendar view: Jalali months and years, in titles, steps and grids. */
import {onWillStart} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";
import {CalendarCommonRenderer} from "@web/views/calendar/calendar_common/calendar_common_renderer";
import {CalendarController} from "@web/views/calendar/calendar_controller";
import {CalendarModel} from "@web/views/calendar/calendar_model";
import {CalendarYearRenderer} from "@web/views/calendar/calendar_year/calendar_year_renderer";
import {
    endOf,
    hasSame,
    monthNames,
    plus,
    set,
    startOf,
    toPersianDigits,
    weekOfYear,
} from "@sama_crm/jalali/jalali";
import {
    installJalaliFullCalendar,
    uninstallJalaliFullCalendar,
} from "@sama_crm/jalali/backend/fullcalendar";
import {hasPersianDigits, isJalali, onActivate} from "@sama_crm/jalali/jalali_state";
import {wrapExports} from "@sama_crm/jalali/jalali_wraps";

const {DateTime, Info, Settings} = luxon;
// A period whose length depends on the calendar.
const PERIODS = ["month", "year"];

onActivate(() => uninstallJalaliFullCalendar);

function useJalaliFullCalendar() {
    onWillStart(async () => {
        if (isJalali()) {
            await loadBundle("web.fullcalendar_lib");
            installJalaliFullCalendar();
        }
    });
}

/**
 * @param {Object} options of FullCalendar
 * @returns {Object}
 */
function jalaliOptions(options) {
    const digits = hasPersianDigits() ? "arabext" : "latn";
    return {
        ...options,
        locale: `${Settings.defaultLocale}-u-ca-persian-nu-${digits}`,
        moreLinkText: (count) => _t("%(count)s more", {count}),
        weekNumberCalculation: (date) => weekOfYear(DateTime.fromJSDate(date)) || 0,
    };
}

/**
 * @param {import("luxon").DateTime} start
 * @param {import("luxon").DateTime} end
 * @returns {string} "Aban - Azar 1405"
 */
function spanOfMonths(start, end) {
    const last = end.toFormat("MMMM yyyy");
    if (hasSame(start, end, "month")) {
        return last;
    }
    const first = start.toFormat(hasSame(start, end, "year") ? "MMMM" : "MMMM yyyy");
    return `${first} - ${last}`;
}

patch(CalendarModel.prototype, {
    computeRange() {
        const {scale, date, firstDayOfWeek} = this.meta;
        if (!isJalali() || !PERIODS.includes(scale)) {
            return super.computeRange(...arguments);
        }
        let start = startOf(date, scale);
        let end = endOf(date, scale);
        if (scale === "month" && this.monthOverflow) {
            start = start.minus({days: (start.weekday - firstDayOfWeek + 7) % 7});
            end = start.plus({weeks: 6, days: -1});
        }
        return {start: start.startOf("day"), end: end.endOf("day")};
    },
});

patch(CalendarController.prototype, {
    get currentDate() {
        const {scale} = this.model.meta;
        if (!isJalali() || !this.env.isSmall || !["week", "month"].includes(scale)) {
            return super.currentDate;
        }
        const {rangeStart, rangeEnd} = this.model;
        const span = scale === "week" ? [rangeStart, rangeEnd] : [this.date, this.date];
        return ` - ${spanOfMonths(...span)}`;
    },

    get dayHeader() {
        return isJalali() ? this.date.toFormat("d MMMM yyyy") : super.dayHeader;
    },

    get weekHeader() {
        const {rangeStart, rangeEnd} = this.model;
        return isJalali() ? spanOfMonths(rangeStart, rangeEnd) : super.weekHeader;
    },

    get currentMonth() {
        return isJalali() ? this.date.toFormat("MMMM yyyy") : super.currentMonth;
    },

    get currentWeek() {
        const week = isJalali() && weekOfYear(this.model.rangeStart.plus({days: 3}));
        if (!week) {
            return super.currentWeek;
        }
        return hasPersianDigits() ? toPersianDigits(String(week)) : week;
    },

    setDate(move) {
        const {scale, date} = this.model;
        const direction = {next: 1, previous: -1}[move];
        if (!isJalali() || !direction || !PERIODS.includes(scale)) {
            return super.setDate(...arguments);
        }
        return this.model.load({date: plus(date, {[scale]: direction})});
    },
});

patch(CalendarCommonRenderer.prototype, {
    setup() {
        useJalaliFullCalendar();
        super.setup(...arguments);
    },

    get options() {
        return isJalali() ? jalaliOptions(super.options) : super.options;
    },

    headerTemplateProps(date) {
        const props = super.headerTemplateProps(...arguments);
        if (isJalali()) {
            const options = props.scale === "month" ? {zone: "UTC"} : {};
            props.day = DateTime.fromJSDate(date, options).toFormat("d");
        }
        return props;
    },
});

patch(CalendarYearRenderer.prototype, {
    setup() {
        useJalaliFullCalendar();
        // The original reads its twelve months from Luxon, which has no way to say
        // "Jalali"; others may want the Gregorian ones, so only here.
        const months = () => monthNames(Settings.defaultLocale);
        const unpatch = isJalali() && patch(Info, {months});
        try {
            super.setup(...arguments);
        } finally {
            unpatch && unpatch();
        }
    },

    get options() {
        return isJalali()
            ? {...jalaliOptions(super.options), titleFormat: "MMMM yyyy"}
            : super.options;
    },

    getDateWithMonth(month) {
        if (!isJalali()) {
            return super.getDateWithMonth(...arguments);
        }
        const {date} = this.props.model;
        return set(date, {month: this.months.indexOf(month) + 1, day: 1}).toISO();
    },
});

wrapExports(
    "@web/views/calendar/utils",
    "getFormattedDateSpan",
    (original, start, end) => {
        if (!isJalali() || start.hasSame(end, "day")) {
            return original(start, end);
        }
        if (hasSame(start, end, "month")) {
            return `${start.toFormat("d")} - ${end.toFormat("d MMMM yyyy")}`;
        }
        return `${start.toFormat("d MMMM yyyy")} - ${end.toFormat("d MMMM yyyy")}`;
    }
);
