"""Quotations and their follow-ups: what their sheets hold."""

from odoo.tools.translate import LazyTranslate

from .description import Choice, Column, Sheet
from .sheets_persons import CODE_EXAMPLE

_lt = LazyTranslate(__name__)

DATE_HELP = _lt("As 1402/05/03, 14020503 or a real date; an hour may follow.")
USER_HELP = _lt("Login or name of the user.")
CUSTOMER = Column(
    "customer",
    "Customer",
    "مشتری",
    "code",
    required=True,
    help=_lt("Code of the person; else his whole name, if only one has it."),
    example=CODE_EXAMPLE,
    aliases=("Customer code", "کد مشتری", "کد شخص", "نام مشتری", "شخص"),
)
KINDS = (
    Choice("goods", "Goods", "کالا"),
    Choice("service", "Service", "خدمات", ("خدمت",)),
)

QUOTATIONS = Sheet(
    "quotations",
    "Quotations",
    "پیش‌فاکتورها",
    "sale.order",
    (
        Column(
            "code",
            "Code",
            "کد پیش‌فاکتور",
            "code",
            required=True,
            help=_lt(
                "One code for each quotation, e.g. year and number: 1402-15. By it "
                "the quotation is found again."
            ),
            example=CODE_EXAMPLE,
            aliases=("Quotation code", "کد", "کد مرجع", "Reference"),
        ),
        Column(
            "number",
            "Number",
            "شماره پیش‌فاکتور",
            "code",
            help=_lt("As it was printed. Empty: the code."),
            example=("15", "15"),
            aliases=("شماره", "Quotation number"),
        ),
        Column(
            "date",
            "Date",
            "تاریخ",
            "datetime",
            required=True,
            help=DATE_HELP,
            example=("1402/05/03", "1402/05/03"),
            aliases=("تاریخ پیش‌فاکتور", "Quotation date"),
        ),
        CUSTOMER,
        Column(
            "kind",
            "Kind",
            "نوع",
            "choice",
            choices=KINDS,
            help=_lt("Goods or service. Empty: goods."),
            example=("کالا", "Goods"),
            aliases=("کالا/خدمات", "نوع پیش‌فاکتور"),
        ),
        Column(
            "amount",
            "Amount",
            "مبلغ",
            "amount",
            required=True,
            help=_lt("The whole amount, tax included."),
            example=("12500000", "12500000"),
            aliases=("مبلغ کل", "جمع کل", "مبلغ پیش‌فاکتور", "Total"),
        ),
        Column(
            "state",
            "State",
            "وضعیت",
            "choice",
            choices=(
                Choice("open", "Open", "باز", ("در دست پیگیری", "جاری")),
                Choice("won", "Won", "تبدیل به فروش", ("فروش", "Sold", "تأییدشده")),
                Choice("void", "Void", "ابطال", ("ابطال‌شده", "Lost", "باطل")),
            ),
            help=_lt("Open, won or void. Empty: open."),
            example=("باز", "Open"),
        ),
        Column(
            "reason",
            "Void reason",
            "علت ابطال",
            "catalogue",
            model="sama.void.reason",
            help=_lt("Of a void one: a name of the catalogue."),
        ),
        Column(
            "closed_on",
            "Closed on",
            "تاریخ پایان",
            "datetime",
            help=_lt(
                "When it was won or voided. Empty: the day of its last follow-up, "
                "else its own date."
            ),
            aliases=("تاریخ ابطال", "تاریخ فروش"),
        ),
        Column(
            "responsible",
            "Follow-up responsible",
            "پیگیری‌کننده",
            "user",
            help=_lt(
                "Login or name of the user. Empty: as the person's group says, "
                "else the salesperson."
            ),
            aliases=("مسئول پیگیری",),
        ),
        Column("salesperson", "Salesperson", "فروشنده", "user", help=USER_HELP),
        Column(
            "subject",
            "Subject",
            "شرح",
            "text",
            help=_lt("What was offered; it becomes the text of the line."),
            example=("چاپگر و نصب", "Printer and installation"),
            aliases=("موضوع", "شرح کالا"),
        ),
        Column(
            "next_date",
            "Next follow-up date",
            "تاریخ پیگیری بعدی",
            "date",
            help=_lt("Of an open one without follow-ups in the sheet of follow-ups."),
        ),
    ),
    help=_lt("Quotations of past years; the open ones can go on being chased."),
    aliases=("پیش‌فاکتورهای فروش", "پیش فاکتور"),
)

FOLLOW_UPS = Sheet(
    "follow_ups",
    "Follow-ups",
    "پیگیری‌ها",
    "sama.follow.up",
    (
        Column(
            "code",
            "Code",
            "کد پیگیری",
            "code",
            required=True,
            help=_lt("One code for each follow-up. By it it is found again."),
            example=CODE_EXAMPLE,
            aliases=("کد", "Follow-up code"),
        ),
        Column(
            "quotation",
            "Quotation",
            "پیش‌فاکتور",
            "link",
            required=True,
            help=_lt(
                "Code of the quotation in its sheet or of an earlier import; else "
                "its number in Odoo, if only one has it."
            ),
            example=CODE_EXAMPLE,
            aliases=("کد پیش‌فاکتور", "شماره پیش‌فاکتور", "Quotation code"),
        ),
        Column(
            "date",
            "Date",
            "تاریخ پیگیری",
            "datetime",
            required=True,
            help=DATE_HELP,
            example=("1402/05/10 10:30", "1402/05/10 10:30"),
            aliases=("تاریخ",),
        ),
        Column(
            "text",
            "Description",
            "شرح",
            "long",
            help=_lt("What was said. It or the outcome must be there."),
            example=("با مدیر خرید صحبت شد", "Talked to the buyer"),
            aliases=("شرح پیگیری", "متن"),
        ),
        Column(
            "channel",
            "Channel",
            "کانال ارتباط",
            "choice",
            choices=(
                Choice("call", "Call", "تماس تلفنی", ("تلفن", "تلفنی", "Phone")),
                Choice("visit", "Visit", "حضوری", ("ملاقات",)),
                Choice("message", "Message", "پیام", ("پیامک", "SMS")),
                Choice("email", "E-mail", "ایمیل", ("Email",)),
                Choice("other", "Other", "سایر"),
            ),
            help=_lt("Empty: a call."),
            example=("تماس تلفنی", "Call"),
            aliases=("روش تماس", "نوع تماس"),
        ),
        Column(
            "outcome",
            "Outcome",
            "نتیجه تماس",
            "catalogue",
            model="sama.follow.up.outcome",
            help=_lt("A name of the catalogue."),
            aliases=("نتیجه",),
        ),
        Column(
            "next_date",
            "Next follow-up date",
            "تاریخ پیگیری بعدی",
            "date",
            help=_lt("The latest one of an open quotation becomes its plan."),
            aliases=("پیگیری بعدی", "تاریخ بعدی"),
        ),
        Column(
            "next_hour",
            "Hour",
            "ساعت",
            "hour",
            help=_lt("Of the next follow-up, as 13:30."),
            aliases=("ساعت پیگیری بعدی",),
        ),
        Column(
            "user",
            "Followed up by",
            "پیگیری‌کننده",
            "user",
            help=_lt("Login or name of the user; who left is kept by his name."),
            aliases=("کاربر",),
        ),
    ),
    help=_lt("What was said about each quotation, the oldest or the newest first."),
    aliases=("Follow up", "سوابق پیگیری", "پیگیری"),
)
