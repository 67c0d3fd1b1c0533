"""Surveys and customer records: what their sheets hold."""

from odoo.tools.translate import LazyTranslate

from .description import Choice, Column, Sheet
from .sheets_persons import CODE_EXAMPLE
from .sheets_quotations import CUSTOMER, DATE_HELP, KINDS, USER_HELP

_lt = LazyTranslate(__name__)

SURVEYS = Sheet(
    "surveys",
    "Surveys",
    "نظرسنجی‌ها",
    "sama.survey.response",
    (
        Column(
            "code",
            "Code",
            "کد برگه",
            "code",
            required=True,
            help=_lt("One code for each sheet. By it the sheet is found again."),
            example=CODE_EXAMPLE,
            aliases=("کد", "کد نظرسنجی", "Sheet code"),
        ),
        Column(
            "document_kind",
            "Document type",
            "نوع سند",
            "choice",
            choices=(
                Choice("invoice", "Invoice", "فاکتور", ("فاکتور فروش",)),
                Choice("project", "Project", "پروژه"),
                Choice("quotation", "Quotation", "پیش‌فاکتور"),
            ),
            help=_lt("Empty: an invoice. Of a quotation the invoice counts."),
            example=("فاکتور", "Invoice"),
        ),
        Column(
            "document",
            "Document",
            "سند",
            "code",
            required=True,
            help=_lt(
                "Number of the posted invoice in Odoo, name of the project, or code "
                "of the quotation."
            ),
            example=("INV/2024/00015", "INV/2024/00015"),
            aliases=("شماره فاکتور", "شماره سند", "Document number", "فاکتور"),
        ),
        Column(
            "date",
            "Date",
            "تاریخ",
            "datetime",
            required=True,
            help=DATE_HELP,
            example=("1402/05/20", "1402/05/20"),
            aliases=("تاریخ نظرسنجی",),
        ),
        Column(
            "user",
            "Surveyor",
            "پرسشگر",
            "user",
            help=USER_HELP,
            aliases=("کاربر",),
        ),
        Column(
            "channel",
            "Channel",
            "کانال ارتباط",
            "choice",
            choices=(
                Choice("phone", "Call", "تماس تلفنی", ("تلفن", "تلفنی", "Phone")),
                Choice("visit", "Visit", "حضوری"),
                Choice("link", "Link", "لینک", ("پیامک",)),
            ),
            help=_lt("Empty: a call."),
            example=("تماس تلفنی", "Call"),
        ),
        Column(
            "survey",
            "Question set",
            "مجموعه سوالات",
            "text",
            help=_lt("Empty: the first set that has all the questions answered."),
        ),
        Column(
            "resurvey",
            "Re-survey",
            "نظرسنجی مجدد",
            "flag",
            help=_lt("Yes, if the document was surveyed before."),
        ),
        Column("comment", "Comment", "توضیح", "long", aliases=("توضیحات",)),
    ),
    help=_lt(
        "One row for each sheet. Each further column is a question: its heading is "
        "the text of a question in a set, its cells are scores, yes/no or words."
    ),
    questions=True,
    aliases=("Survey sheets", "برگه‌های نظرسنجی", "نظرسنجی"),
)

RECORDS = Sheet(
    "records",
    "Records",
    "رویدادها",
    "sama.customer.record",
    (
        Column(
            "code",
            "Code",
            "کد رویداد",
            "code",
            required=True,
            help=_lt("One code for each record. By it the record is found again."),
            example=CODE_EXAMPLE,
            aliases=("کد", "Record code"),
        ),
        Column(
            "number",
            "Number",
            "شماره",
            "code",
            help=_lt("As in the old product. Empty: the next number of its year."),
        ),
        Column(
            "type",
            "Record type",
            "نوع رویداد",
            "choice",
            required=True,
            choices=(
                Choice("complaint", "Complaint", "شکایت"),
                Choice("suggestion", "Suggestion", "پیشنهاد"),
                Choice("gift", "Gift", "هدیه"),
                Choice("service", "Free Service", "خدمت", ("خدمات",)),
                Choice("discount", "Discount", "تخفیف"),
            ),
            help=_lt("Complaint, suggestion, gift, service or discount."),
            example=("شکایت", "Complaint"),
            aliases=("Type", "نوع"),
        ),
        CUSTOMER,
        Column(
            "date",
            "Date",
            "تاریخ",
            "datetime",
            required=True,
            help=DATE_HELP,
            example=("1402/06/01", "1402/06/01"),
        ),
        Column(
            "kind",
            "Kind",
            "کالا/خدمات",
            "choice",
            choices=KINDS,
            help=_lt("Goods or service. Empty: goods."),
            example=("کالا", "Goods"),
        ),
        Column("subject", "Subject", "موضوع", "text", aliases=("عنوان",)),
        Column("text", "Description", "شرح", "long", aliases=("متن", "توضیحات")),
        Column(
            "state",
            "State",
            "وضعیت",
            "choice",
            choices=(
                Choice("new", "New", "جدید", ("پیشنهادشده", "Proposed")),
                Choice(
                    "in_progress",
                    "In Progress",
                    "در دست بررسی",
                    ("تأییدشده", "Approved"),
                ),
                Choice(
                    "done",
                    "Settled",
                    "رسیدگی‌شده",
                    ("تحویل‌شده", "اعمال‌شده", "Given", "Used", "Done"),
                ),
                Choice("rejected", "Rejected", "ردشده", ("لغوشده", "Cancelled")),
            ),
            help=_lt("Empty: settled."),
            example=("رسیدگی‌شده", "Settled"),
        ),
        Column(
            "answered_on",
            "Answered on",
            "تاریخ رسیدگی",
            "datetime",
            help=_lt("When it was settled or rejected. Empty: its date."),
            aliases=("تاریخ تحویل",),
        ),
        Column(
            "resolution",
            "Resolution",
            "نتیجه رسیدگی",
            "long",
            help=_lt("A closed complaint needs it."),
            aliases=("نتیجه",),
            example=("قطعه تعویض شد", "The part was replaced"),
        ),
        Column(
            "amount",
            "Amount",
            "مبلغ",
            "amount",
            help=_lt("What a gift, service or discount is worth."),
            aliases=("هزینه",),
        ),
        Column("percent", "Percent", "درصد", "percent", help=_lt("Of a discount.")),
        Column(
            "unit",
            "Unit of the organisation",
            "واحد سازمانی",
            "catalogue",
            model="sama.unit",
            help=_lt("A name of the catalogue."),
            aliases=("Unit", "واحد"),
        ),
        Column(
            "user", "In charge", "مسئول", "user", help=USER_HELP, aliases=("کاربر",)
        ),
        Column(
            "quotation",
            "Quotation",
            "پیش‌فاکتور",
            "link",
            help=_lt("Code of the quotation that it is about."),
            aliases=("کد پیش‌فاکتور",),
        ),
    ),
    help=_lt("Complaints, suggestions, gifts, services and discounts."),
    aliases=("Customer records", "شکایت‌ها، پیشنهادها و هدایا", "رویدادهای مشتریان"),
)
