/** Chatter, messaging menu and attachments: "this year" and months are Jalali. */
import {Attachment} from "@mail/core/common/attachment_model";
import {Message} from "@mail/core/common/message_model";
import {NotificationItem} from "@mail/core/public_web/notification_item";
import {patch} from "@web/core/utils/patch";
import {hasSame} from "@sama_crm/jalali/jalali";
import {isJalali} from "@sama_crm/jalali/jalali_state";

const {DateTime} = luxon;

/** @param {import("luxon").DateTime} [date] */
function straddlesYears(date) {
    const now = DateTime.now();
    // Only here do the two calendars disagree on "this year".
    return (
        isJalali() && date && hasSame(date, now, "year") !== (date.year === now.year)
    );
}

patch(Message.prototype, {
    get dateSimpleWithDay() {
        const yesterday = DateTime.now().minus({days: 1}).startOf("day");
        if (this.datetime >= yesterday || !straddlesYears(this.datetime)) {
            return super.dateSimpleWithDay;
        }
        const format = {...DateTime.DATETIME_MED};
        if (hasSame(this.datetime, DateTime.now(), "year")) {
            delete format.year;
        }
        return this.datetime.toLocaleString(format);
    },
});

patch(NotificationItem.prototype, {
    get dateText() {
        const {datetime} = this.props;
        if (this.isToday(datetime) || !straddlesYears(datetime)) {
            return super.dateText;
        }
        return hasSame(datetime, DateTime.now(), "year")
            ? datetime.toLocaleString({month: "short", day: "numeric"})
            : datetime.toLocaleString(DateTime.DATE_MED);
    },
});

patch(Attachment.prototype, {
    get monthYear() {
        return isJalali() ? this.create_date?.toFormat("MMMM yyyy") : super.monthYear;
    },
});
