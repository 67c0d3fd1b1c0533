from ast import literal_eval
from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.mail_activity import TRY_AGAIN_TYPE
from ..tools.digits import fold_digits
from .test_assign import AssignCommon


class HandoverCommon(AssignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy = cls._user("sama_deputy", "sama_crm.group_agent")
        cls.order.sama_next_follow_up_date = "2026-11-28"
        cls.order.sama_next_follow_up_hour = 10

    def assertKept(self, user, order=None):
        """The order and its dated plan are the user's (or nobody's)."""
        order = order or self.order
        self.assertEqual(order.sama_follow_up_user_id, user)
        self.assertEqual(self._activities(order).user_id, user)
        self.assertEqual(len(self._activities(order)), 1)
        self.assertEqual(order.sama_next_follow_up_date, date(2026, 11, 28))
        self.assertEqual(order.sama_next_follow_up_hour, 10)


@tagged("post_install", "-at_install")
class TestHandover(HandoverCommon):
    # === WAYS TO LEAVE === #

    def test_archived(self):
        self.agent.sama_deputy_id = self.deputy
        self.agent.action_archive()
        self.assertKept(self.deputy)

    def test_written_inactive(self):
        self.agent.sama_deputy_id = self.deputy
        self.agent.active = False
        self.assertKept(self.deputy)

    def test_deleted(self):
        self.agent.sama_deputy_id = self.deputy
        self.agent.unlink()
        self.assertKept(self.deputy)

    def test_no_agent_any_more(self):
        self.agent.sama_deputy_id = self.deputy
        group = self.env.ref("sama_crm.group_agent")
        self.agent.group_ids = [Command.unlink(group.id)]
        self.assertKept(self.deputy)

    def _in_second_company(self):
        """An order of the agent in a second company, where he works too."""
        company = self._other_company()
        for user in self.agent | self.deputy:
            user.company_ids += company
        partner = self._partner("Of the second company")
        order = self._order(
            company_id=company.id,
            partner=partner,
            sama_follow_up_user_id=self.agent.id,
            user_id=False,
        )
        order.sama_next_follow_up_date = "2026-11-28"
        order.sama_next_follow_up_hour = 10
        self.agent.sama_deputy_id = self.deputy
        return company, order

    def test_who_loses_a_company_hands_over_what_is_of_it(self):
        company, order = self._in_second_company()
        self.agent.write({"company_ids": [Command.unlink(company.id)]})
        self.assertKept(self.deputy, order)
        self.assertKept(self.agent)

    def test_taken_out_on_the_company(self):
        company, order = self._in_second_company()
        company.write({"user_ids": [Command.unlink(self.agent.id)]})
        self.assertKept(self.deputy, order)
        self.assertKept(self.agent)

    def test_survey_of_a_lost_company(self):
        company, _order = self._in_second_company()
        project = self.env["project.project"].create(
            {
                "name": "Second",
                "partner_id": self.partner.id,
                "company_id": company.id,
                "sama_survey_user_id": self.agent.id,
            }
        )
        own = project.copy({"company_id": self.company.id})
        own.sama_survey_user_id = self.agent
        self.agent.write({"company_ids": [Command.unlink(company.id)]})
        self.assertEqual(project.sama_survey_user_id, self.deputy)
        self.assertEqual(own.sama_survey_user_id, self.agent)

    def test_name_of_a_deleted_user_stays_in_the_log(self):
        log = self.order.with_user(self.agent).sama_follow_up("x", "2026-11-28")
        portal = self.order.with_user(self.portal).sudo()
        portal._sama_log({"result": "continue"})
        name = self.agent.name
        self.agent.unlink()
        log = log.sudo()
        self.assertFalse(log.user_id)
        self.assertEqual(log.writer_name, name)
        logs = self.order.sama_follow_up_ids
        self.assertEqual(set(logs.mapped("writer_name")), {name, False})

    def test_taken_out_on_the_group(self):
        self.agent.sama_deputy_id = self.deputy
        group = self.env.ref("sama_crm.group_agent")
        group.user_ids = [Command.unlink(self.agent.id)]
        self.assertKept(self.deputy)

    def test_other_changes_hand_nothing_over(self):
        self.agent.sama_deputy_id = self.deputy
        self.agent.write({"name": "New Name", "active": True})
        self.agent.group_ids += self.env.ref("sama_crm.group_manager")
        self.env.ref("sama_crm.group_agent").user_ids += self.employee
        self.assertKept(self.agent)

    def test_who_manages_users_needs_no_role_of_ours(self):
        manager = self._user("sama_erp", "base.group_erp_manager,base.group_user")
        self.agent.sama_deputy_id = self.deputy
        self.agent.with_user(manager).action_archive()
        self.assertKept(self.deputy)

    def test_refused_archive_changes_nothing(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self.agent.with_user(self.agent).sudo().active = False
        self.assertKept(self.agent)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.agent.with_user(self.agent2).action_archive()
        self.assertKept(self.agent)

    # === WHO RECEIVES === #

    def test_deputys_deputy(self):
        self.agent.sama_deputy_id = self.agent2
        self.agent2.sama_deputy_id = self.deputy
        self.agent2.active = False
        self.agent.active = False
        self.assertKept(self.deputy)

    def test_two_deputies_of_each_other_leave_together(self):
        self.agent.sama_deputy_id = self.agent2
        self.agent2.sama_deputy_id = self.agent
        self.order.user_id = self.agent_salesman
        (self.agent + self.agent2).action_archive()
        self.assertKept(self.agent_salesman)

    def test_salesperson(self):
        self.order.user_id = self.agent_salesman
        self.agent.active = False
        self.assertKept(self.agent_salesman)

    def test_salesperson_who_is_no_agent(self):
        self.order.user_id = self.salesman
        self.agent.active = False
        self.assertKept(self.env["res.users"])

    def test_nobody_left_stays_dated_on_the_managers_desk(self):
        self.order.user_id = False
        self.agent.active = False
        self.assertKept(self.env["res.users"])
        Order = self.env["sale.order"].with_user(self.manager)
        self.assertIn(self.order, Order.search(Order._sama_cut_domain("unassigned")))

    def test_deputy_without_the_company_is_passed_over(self):
        company = self._other_company()
        self.deputy.write(
            {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        )
        self.agent.sama_deputy_id = self.deputy
        self.order.user_id = self.agent_salesman
        self.agent.active = False
        self.assertKept(self.agent_salesman)

    def test_person_group(self):
        Group = self.env["sama.person.group"]
        top = Group.create({"name": "Top", "follow_up_user_id": self.agent2.id})
        middle = Group.create({"name": "Middle", "parent_id": top.id})
        low = Group.create(
            {
                "name": "Low",
                "parent_id": middle.id,
                "follow_up_user_id": self.agent.id,
            }
        )
        self.order.sama_person_group_id = low
        self.order.user_id = self.agent_salesman
        self.agent.action_archive()
        self.assertKept(self.agent2)

    # === WHAT IS HANDED OVER === #

    def test_open_ones_only(self):
        free, sold, other = (
            self._order(sama_follow_up_user_id=user.id)
            for user in (self.agent, self.agent, self.agent2)
        )
        sold.action_confirm()
        self.agent.sama_deputy_id = self.deputy
        self.agent.active = False
        self.assertEqual(free.sama_follow_up_user_id, self.deputy)
        self.assertEqual(sold.sama_follow_up_user_id, self.agent)
        self.assertEqual(other.sama_follow_up_user_id, self.agent2)

    def test_his_plan_on_a_colleagues_quotation(self):
        other = self._order(sama_follow_up_user_id=self.agent2.id)
        activity = self._schedule(2, user=self.agent, order=other)
        self.agent.sama_deputy_id = self.deputy
        self.agent.action_archive()
        self.assertEqual(activity.user_id, self.agent2)
        self.assertEqual(other.sama_follow_up_user_id, self.agent2)
        self.assertEqual(other.sama_next_follow_up_date, date(2026, 11, 26))

    def test_try_again_goes_along(self):
        self._as(self.agent).sama_void(self.reason, try_again_on="2026-12-24")
        self.agent.sama_deputy_id = self.deputy
        self.agent.action_archive()
        again = self.Activity.search(
            self.Activity._sama_domain(self.order, TRY_AGAIN_TYPE)
        )
        self.assertEqual(again.user_id, self.deputy)
        self.assertEqual(self.order.sama_follow_up_user_id, self.deputy)

    def test_set_back_after_its_responsible_left(self):
        self.agent.sama_deputy_id = self.deputy
        self._as(self.agent).sama_void(self.reason)
        self.agent.action_archive()
        self.assertEqual(self.order.sama_follow_up_user_id, self.agent)
        self.order.action_draft()
        self.assertEqual(self.order.sama_follow_up_user_id, self.deputy)

    def test_other_activities_are_odoos(self):
        todo = self._schedule(
            1, type_id=self.env.ref("mail.mail_activity_data_todo").id
        )
        self.agent.action_archive()
        self.assertFalse(todo.exists())

    def test_one_message_and_the_chatter(self):
        free = self._orders(6, sama_follow_up_user_id=self.agent.id)
        self._changes(self.order)
        self.agent.sama_deputy_id = self.deputy
        self.agent.action_archive()
        message = self._messages_to(self.deputy)
        self.assertEqual(len(message), 1)
        self.assertIn("7 quotations", fold_digits(message.subject))
        self.assertIn(self.agent.name, message.body)
        self.assertEqual(self._changes(free[0])[-1][1], self.deputy.name)

    def test_few_queries(self):
        """Counted from 20 to 220: what 200 more cost."""
        self.agent.sama_deputy_id = self.deputy
        costs = []
        for number in (20, 220):
            orders = self._orders(number, sama_follow_up_user_id=self.agent.id)
            orders._sama_plan(date(2026, 11, 28))
            self.env.flush_all()
            self.env.cr.precommit.run()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.agent._sama_hand_over()
            self.env.flush_all()
            self.env.cr.precommit.run()
            costs.append(self.env.cr.sql_log_count - before)
            self.assertEqual(self._activities(orders).user_id, self.deputy)
        self.assertLessEqual(costs[1] - costs[0], 30)


@tagged("post_install", "-at_install")
class TestFollowUpPeople(HandoverCommon):
    def test_manager_keeps_deputy_and_capacity_of_agents(self):
        agent = self.agent.with_user(self.manager)
        agent.write({"sama_deputy_id": self.agent2.id, "sama_daily_capacity": 60})
        self.assertEqual(self.agent.sama_deputy_id, self.agent2)
        agent.web_save({"sama_deputy_id": self.deputy.id}, {"sama_deputy_id": {}})
        self.assertEqual(self.agent.sama_deputy_id, self.deputy)
        for user, vals in (
            (agent, {"sama_daily_capacity": 1, "name": "x"}),
            (self.employee.with_user(self.manager), {"sama_daily_capacity": 1}),
            (self.agent.with_user(self.agent2), {"sama_daily_capacity": 1}),
        ):
            with self.assertRaises(AccessError):
                user.write(vals)

    def test_deputy_is_another_agent(self):
        for user in (self.agent, self.employee):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.agent.sama_deputy_id = user

    @mute_logger("odoo.sql_db")
    def test_capacity_is_not_negative(self):
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.agent.sama_daily_capacity = -1
            self.env.flush_all()

    def test_counts_open_what_they_count(self):
        late = self._order(sama_follow_up_user_id=self.agent.id)
        self._schedule(-1, order=late)
        agent = self.agent.with_user(self.manager)
        self.assertEqual(agent.sama_open_quotation_count, 2)
        self.assertEqual(agent.sama_overdue_quotation_count, 1)
        Order = self.env["sale.order"].with_user(self.manager)
        for action, count in (
            (agent.action_sama_open_quotations(), 2),
            (agent.action_sama_overdue_quotations(), 1),
        ):
            self.assertEqual(Order.search_count(action["domain"]), count)
        self.assertFalse(self.agent2.with_user(self.manager).sama_open_quotation_count)

    def test_counts_cost_one_query(self):
        agents = (self.agent + self.agent2 + self.deputy).with_user(self.manager)
        agents.mapped("sama_open_quotation_count")
        self.env.flush_all()
        agents.invalidate_recordset()
        with self.assertQueryCount(1):
            agents.mapped("sama_open_quotation_count")
            agents.mapped("sama_overdue_quotation_count")

    def test_list_is_editable_for_a_manager(self):
        view = self.env.ref("sama_crm.res_users_view_list_follow_up")
        arch = (
            self.env["res.users"].with_user(self.manager).get_view(view.id, "list")
        )["arch"]
        self.assertIn('edit="1"', arch)
        self.assertIn('create="0"', arch)
        action = self.env.ref("sama_crm.res_users_action_follow_up")
        people = self.env["res.users"].search(literal_eval(action.domain))
        self.assertLessEqual(self.agent + self.manager, people)
        self.assertNotIn(self.employee, people)
