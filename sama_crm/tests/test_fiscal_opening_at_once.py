"""Two people at once, and a process that is really killed in the middle."""

from datetime import date, datetime

from odoo.fields import Command
from odoo.tests.common import new_test_user, tagged
from odoo.tools import SQL

from .common_at_once import AtOnceCase

# What the killed process does until its parent ends it: `%(stop)s` is where it waits.
SCRIPT = """
import time
from odoo.addons.sama_crm.models import sama_fiscal_opening_rest as rest

def wait(*args, **kwargs):
    print("MIDDLE", flush=True)
    time.sleep(120)

%(stop)s
opening = env["sama.fiscal.opening"].browse(%(opening)s).with_user(%(user)s)
opening.action_run()
env.cr.commit()
print("MIDDLE", flush=True)
"""
# After the quotations are carried and before their rows say so.
BEFORE_LINES = """
from odoo.addons.sama_crm.models.sama_fiscal_opening_run import SamaFiscalOpening
SamaFiscalOpening._sama_write_lines = wait
"""
# After the first batch of voids is saved, in the second one.
BETWEEN_BATCHES = """
from odoo.addons.sama_crm.models.sama_fiscal_opening_rest import SamaFiscalOpening
rest.BATCH = 1
void, saved = SamaFiscalOpening._sama_void_lines, []

def void_and_wait(self, lines):
    if saved:
        void(self, lines)
        wait()
    void(self, lines)
    saved.append(lines)

SamaFiscalOpening._sama_void_lines = void_and_wait
batch = SamaFiscalOpening._sama_do_batch

def save(self):
    done = batch(self)
    self.env.cr.commit()
    return done

SamaFiscalOpening._sama_do_batch = save
"""
OLD = datetime(2019, 6, 1, 8, 0)
KEYS = ("state", "sama_fiscal_year_id", "sama_follow_up_count", "sama_void_reason_id")


class OpeningAtOnceCase(AtOnceCase):
    """A company of its own, whose documents are of a year long ago; all is saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._environment() as env:
            cls._make(env)
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _make(cls, env):
        company = env["res.company"].create({"name": "Opened at Once"})
        env = env(context={"allowed_company_ids": company.ids})
        users = [
            new_test_user(
                env,
                login,
                groups="sama_crm.group_admin",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            for login in ("sama_opener_1", "sama_opener_2")
        ]
        company.sama_follow_up_since = date(2010, 1, 1)
        env["sama.fiscal.year"]._sama_ensure(company, OLD.date(), date.today())
        partner = env["res.partner"].create({"name": "Opened at Once"})
        years = env["sama.fiscal.year"].search(
            [("company_id", "=", company.id)], order="date_from"
        )
        cls.from_id, cls.to_id = years[0].id, years[1].id
        cls.reason_id = env["sama.void.reason"].create({"name": "Opened"}).id
        cls.company_id, cls.partner_id = company.id, partner.id
        cls.user_ids = [user.id for user in users]

    def setUp(self):
        super().setUp()
        self.addCleanup(self._remove_documents)

    @classmethod
    def _quotations(cls, env, count, when=OLD):
        orders = env["sale.order"].create(
            [
                {
                    "partner_id": cls.partner_id,
                    "company_id": cls.company_id,
                    "user_id": cls.user_ids[0],
                    "sama_follow_up_user_id": cls.user_ids[0],
                    "date_order": when,
                }
                for _number in range(count)
            ]
        )
        orders._sama_plan(date(2019, 7, 1), 9.5)
        return orders

    @classmethod
    def _records(cls, env):
        return env["sama.customer.record"].create(
            {
                "type": "complaint",
                "partner_id": cls.partner_id,
                "company_id": cls.company_id,
                "date": OLD,
            }
        )

    def _make_opening(self, **values):
        with self._environment() as env:
            orders = self._quotations(env, 4)
            self._records(env)
            opening = env["sama.fiscal.opening"].create(
                {
                    "company_id": self.company_id,
                    "from_year_id": self.from_id,
                    "to_year_id": self.to_id,
                    **values,
                }
            )
            opening.with_user(self.user_ids[0]).action_preview()
            return opening.id, orders.ids

    @classmethod
    def _remove_documents(cls):
        with cls._environment() as env:
            company = SQL("company_id = %s", cls.company_id)
            openings = env["sama.fiscal.opening"].search(
                [("company_id", "=", cls.company_id)]
            )
            openings.state = "draft"
            openings.unlink()
            env["sama.customer.record"].search(
                [("company_id", "=", cls.company_id)]
            ).unlink()
            orders = env["sale.order"].search([("company_id", "=", cls.company_id)])
            env.cr.execute(SQL("DELETE FROM sama_follow_up WHERE %s", company))
            orders.unlink()

    @classmethod
    def _clean_up(cls):
        with cls._environment() as env:
            env["res.users"].browse(cls.user_ids).unlink()
            company = env["res.company"].browse(cls.company_id)
            env.cr.execute(
                SQL("DELETE FROM sama_fiscal_year WHERE company_id = %s", company.id)
            )
            env["sama.void.reason"].browse(cls.reason_id).unlink()
            env["res.partner"].browse(cls.partner_id).unlink()
            company.active = False
        cls.registry.clear_all_caches()

    def _result(self, opening_id, order_ids):
        """Return what an opening has come to: documents, plans, lines, log, chatter."""
        with self._environment() as env:
            opening = env["sama.fiscal.opening"].browse(opening_id)
            orders = env["sale.order"].browse(order_ids)
            plans = env["mail.activity"].search(
                [("res_model", "=", "sale.order"), ("res_id", "in", order_ids)]
            )
            lines = opening.line_ids.sorted("id")
            return {
                "orders": [[order[key] for key in KEYS] for order in orders],
                "dates": orders.mapped("sama_next_follow_up_date"),
                "plans": plans.mapped("date_deadline"),
                "lines": lines.mapped(
                    lambda line: (line.res_id in order_ids, line.result, line.todo)
                ),
                "messages": [len(order.message_ids) for order in orders],
                "acts": (opening.state, opening.run_no, len(opening.message_ids)),
            }


@tagged("post_install", "-at_install")
class TestFiscalOpeningAtOnce(OpeningAtOnceCase):
    """Two people press the button in the same moment."""

    def _tidy(self, result):
        """Return what can be compared between two databases' worth of ids."""
        return {
            **result,
            "orders": [
                (state, bool(year), count, bool(reason))
                for state, year, count, reason in result["orders"]
            ],
        }

    def _clean_run(self, **values):
        opening_id, order_ids = self._make_opening(**values)
        with self._environment(self.user_ids[0]) as env:
            env["sama.fiscal.opening"].browse(opening_id).action_run()
        result = self._result(opening_id, order_ids)
        self.assertEqual(result["acts"][0], "done")
        self._remove_documents()
        return self._tidy(result)

    def test_two_people_run_at_once(self):
        expected = self._clean_run()
        opening_id, order_ids = self._make_opening()

        def run(opening):
            return opening.action_run()["params"]["message"]

        said = self._run_at_once(
            ("sama.fiscal.opening", opening_id),
            "state",
            [(user_id, run) for user_id in self.user_ids],
        )
        self.assertEqual(
            sum("nothing has changed" in message for message in said), 1, said
        )
        result = self._result(opening_id, order_ids)
        self.assertEqual(result.pop("acts")[0], expected.pop("acts")[0])
        self.assertEqual(self._tidy(result), expected)
        with self._environment() as env:
            runs = env["sama.fiscal.opening.line"].search(
                [("opening_id", "=", opening_id)]
            )
            self.assertEqual(set(runs.mapped("run_no")), {1})

    # === KILLED === #

    def _kill_in(self, opening_id, stop):
        """Run an opening in another process and kill it where it says it is."""
        script = SCRIPT % {
            "stop": stop,
            "opening": opening_id,
            "user": self.user_ids[0],
        }
        self._kill_in_the_middle(script)

    def _run_again(self, opening_id, order_ids):
        with self._environment(self.user_ids[0]) as env:
            env["sama.fiscal.opening"].browse(opening_id).action_run()
        return self._result(opening_id, order_ids)

    def test_killed_between_documents_and_rows(self):
        """Nothing is half done, and the next run is as the first would have been."""
        expected = self._clean_run()
        opening_id, order_ids = self._make_opening()
        before = self._result(opening_id, order_ids)
        self._kill_in(opening_id, BEFORE_LINES)
        self.assertEqual(self._result(opening_id, order_ids), before)
        result = self._run_again(opening_id, order_ids)
        self.assertEqual(self._tidy(result), expected)

    def test_killed_between_two_batches(self):
        """Some are voided, none twice; the next run goes on where it was."""
        values = {"void_old": True, "void_days": 30, "void_reason_id": self.reason_id}
        expected = self._clean_run(**values)
        opening_id, order_ids = self._make_opening(**values)
        self._kill_in(opening_id, BETWEEN_BATCHES)
        half = self._result(opening_id, order_ids)
        states = [order[0] for order in half["orders"]]
        self.assertEqual(states.count("cancel"), 1, states)
        result = self._tidy(self._run_again(opening_id, order_ids))
        for each in (result, expected):
            each.pop("acts")
        self.assertEqual(result, expected)
