"""Make an empty database into a believable Persian sales office.

The order matters. The company gets its country and currency while the database knows
nothing but `base`, and again when the chart of accounts is there, before any document
is: so every price list, journal and document is in rial from the start. Odoo's own
demo data stays out (American companies, dollars, English products); only the demo
data of sama_crm is loaded.
"""

import base64
from pathlib import Path

from common import environment, install, start, tell

from odoo.modules import loading
from odoo.modules.module_graph import ModuleGraph

LANG = "fa_IR"
APPS = ("sale_management", "project", "contacts")
ADDON = "sama_crm"
VAT = 10  # per cent, Iran
VAT_NAME = "مالیات بر ارزش افزوده ۱۰٪"
LOGO = Path(__file__).parents[2] / ADDON / "static" / "description" / "icon.png"
LETTERHEAD = """
<strong>بازرگانی سما</strong><br/>
تهران، خیابان ولی‌عصر، بالاتر از میدان ونک، پلاک ۲۴۱۰<br/>
کد پستی: ۱۹۶۹۸۳۳۳۴۵ - تلفن: ۰۲۱۸۸۸۸۱۲۳۴
"""
WORK_DAYS = {  # Odoo counts from Monday; Friday (4) is off, Thursday (3) ends at noon
    "شنبه": "5",
    "یکشنبه": "6",
    "دوشنبه": "0",
    "سه‌شنبه": "1",
    "چهارشنبه": "2",
    "پنجشنبه": "3",
}
# Crons that would call Odoo's servers or mail statistics: not from a trial database.
SILENT_CRONS = (
    "mail.ir_cron_module_update_notification",
    "digest.ir_cron_digest_scheduler_action",
)


def set_up_company(env):
    """Give the company its country, currency, language and time zone."""
    rial = env.ref("base.IRR")
    rial.write(
        {
            "active": True,
            "rounding": 1.0,
            "symbol": "ریال",
            "position": "after",
            "currency_unit_label": "Rial",
            "currency_subunit_label": "Dinar",
        }
    )
    company = env.ref("base.main_company")
    company.write(
        {
            "name": "بازرگانی سما",
            "country_id": env.ref("base.ir").id,
            "currency_id": rial.id,
            "street": "خیابان ولی‌عصر، بالاتر از میدان ونک، پلاک ۲۴۱۰",
            "city": "تهران",
            "zip": "1969833345",
            "phone": "+98 21 8888 1234",
            "email": "info@sama.example",
            "website": "https://sama.example",
            "logo": base64.b64encode(LOGO.read_bytes()),
            "company_details": LETTERHEAD,
        }
    )
    env["res.currency"].search([("id", "!=", rial.id)]).active = False
    company.partner_id.write({"lang": LANG, "tz": "Asia/Tehran"})
    admin = env.ref("base.user_admin")
    admin.write({"lang": LANG, "tz": "Asia/Tehran"})
    admin.partner_id.write({"name": "مدیر سامانه", "email": "admin@sama.example"})
    env["ir.default"].set("res.partner", "lang", LANG)
    env["ir.default"].set("res.partner", "tz", "Asia/Tehran")


def set_up_working_hours(env):
    """Saturday to Wednesday full days, Thursday until noon, Friday off."""
    lines = []
    for name, day in WORK_DAYS.items():
        hours = {"dayofweek": day, "name": f"{name}، صبح", "day_period": "morning"}
        lines.append({**hours, "hour_from": 8, "hour_to": 12})
        if day != "3":
            hours.update(name=f"{name}، بعدازظهر", day_period="afternoon")
            lines.append({**hours, "hour_from": 13, "hour_to": 17})
    calendar = env.ref("base.main_company").resource_calendar_id
    calendar.attendance_ids.unlink()
    calendar.write(
        {
            "name": "ساعات کاری: شنبه تا چهارشنبه، پنجشنبه تا ظهر",
            "tz": "Asia/Tehran",
            "attendance_ids": [(0, 0, line) for line in lines],
            "full_time_required_hours": 44,
        }
    )


def set_up_accounting(env):
    """Bring the generic chart of accounts to Iran, which has none of its own.

    Loading it puts the company under the United States' rules and into dollars; there
    is no journal entry yet, so this can still be corrected.
    """
    company = env.ref("base.main_company")
    iran, rial = env.ref("base.ir"), env.ref("base.IRR")
    company.write({"currency_id": rial.id, "account_fiscal_country_id": iran.id})
    env["res.currency"].search([("id", "!=", rial.id)]).active = False
    env["account.tax.group"].search([]).country_id = iran
    env["account.tax"].with_context(active_test=False).search([]).country_id = iran
    positions = env["account.fiscal.position"].search([])
    positions.filtered("country_id").country_id = iran
    # Else customers without a country would be exports, free of tax.
    positions.filtered(lambda position: not position.country_id).auto_apply = False
    taxes = company.account_sale_tax_id | company.account_purchase_tax_id
    for lang in (None, LANG):
        for tax in taxes.with_context(lang=lang):
            kind = "فروش" if tax.type_tax_use == "sale" else "خرید"
            tax.write(
                {
                    "name": f"{VAT_NAME} ({kind})",
                    "amount": VAT,
                    "description": VAT_NAME,
                    "invoice_label": "٪۱۰",
                }
            )
            tax.tax_group_id.name = VAT_NAME


def set_up_users(env):
    """Let every person read Persian, without tours and calls to the outside.

    English stays to be chosen in one's preferences.
    """
    env["res.lang"]._activate_lang("en_US")
    env["res.users"].search([]).write({"lang": LANG, "tz": "Asia/Tehran"})
    env["res.partner"].with_context(active_test=False).search(
        [("lang", "!=", LANG)]
    ).write({"lang": LANG})
    env["res.users"].search([]).write(
        {"odoobot_state": "disabled", "tour_enabled": False}
    )
    for name in SILENT_CRONS:
        cron = env.ref(name, raise_if_not_found=False)
        if cron:
            cron.active = False


def load_demo(env):
    """Load the addon's demo data, failing where Odoo would only log."""
    names = env["ir.module.module"].search([("state", "=", "installed")]).mapped("name")
    graph = ModuleGraph(env.cr, mode="load")
    graph.extend(names)
    loading.load_data(env, {}, "init", kind="demo", package=graph[ADDON])
    env.cr.execute("UPDATE ir_module_module SET demo = true WHERE name = %s", [ADDON])
    env["ir.module.module"].invalidate_model(["demo"])
    env["ir.module.module"]._load_module_terms([ADDON], [LANG], overwrite=True)


def main():
    """Build the database step by step; each step is committed."""
    database, _rest = start(f"--load-language={LANG}")
    tell("base")
    install(database, "base")
    with environment(database) as env:
        set_up_company(env)
    tell("apps")
    install(database, *APPS, ADDON)
    with environment(database) as env:
        set_up_working_hours(env)
        set_up_accounting(env)
    tell("demo data")
    with environment(database) as env:
        load_demo(env)
    with environment(database) as env:
        set_up_users(env)


if __name__ == "__main__":
    main()
