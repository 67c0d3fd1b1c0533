import logging

from odoo import api, models
from odoo.tools import SQL, formatLang, split_every

from .mail_activity import FOLLOW_UP_TYPE, TRY_AGAIN_TYPE
from .sama_follow_up_mixin import OPEN_STATES

_logger = logging.getLogger(__name__)

BATCH = 1000


class SamaFollowUpMixin(models.AbstractModel):
    """The nightly check: what is stored for lists equals activities and log.

    Everything that the ORM does keeps them equal; what was done around it (an import
    by SQL, a foreign module, a restored table) is repaired here and reported.
    """

    _inherit = "sama.follow.up.mixin"

    @api.model
    def _cron_sama_check_follow_ups(self):
        """Find what differs by one statement a kind, repair it in batches, report.

        :return: dict of the kind to the number of repaired quotations or people
        """
        self.env.flush_all()
        checks = [
            ("plan", self._sama_find_wrong_plans(), "_sama_sync_plan"),
            ("log", self._sama_find_wrong_logs(), "_sama_sync_log"),
        ]
        Cron = self.env["ir.cron"]
        Cron._commit_progress(remaining=sum(len(ids) for _kind, ids, _fix in checks))
        repaired = {"plan": 0, "log": 0, "people": 0}
        in_time = True
        for kind, ids, fix in checks:
            for batch in split_every(BATCH, ids):
                if not in_time:
                    break
                getattr(self.browse(batch), fix)()
                repaired[kind] += len(batch)
                in_time = Cron._commit_progress(len(batch))
        if in_time:
            gone = self._sama_find_gone_people()
            gone._sama_hand_over()
            left = self._sama_find_left_companies()
            for user, companies in left.items():
                user._sama_hand_over(companies)
            repaired["people"] = len(gone.union(*left))
        self._sama_report_check(repaired)
        Cron._commit_progress()
        return repaired

    @api.model
    def _sama_find_wrong_plans(self):
        """Return the ids of orders whose date, hour or stop differ from the plan."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT doc.id
                  FROM %(table)s AS doc
                  LEFT JOIN (
                        SELECT DISTINCT ON (res_id) res_id, date_deadline, sama_hour
                          FROM mail_activity
                         WHERE res_model = %(model)s
                           AND activity_type_id = %(type_id)s
                           AND active
                         ORDER BY res_id, date_deadline, COALESCE(sama_hour, 0), id
                       ) AS plan ON plan.res_id = doc.id
                 WHERE doc.sama_next_follow_up_date
                       IS DISTINCT FROM plan.date_deadline
                    OR COALESCE(doc.sama_next_follow_up_hour, 0)
                       != COALESCE(plan.sama_hour, 0)
                    OR doc.sama_follow_up_stopped AND plan.res_id IS NOT NULL
                 ORDER BY doc.id
                """,
                table=SQL.identifier(self._table),
                model=self._name,
                type_id=self.env["mail.activity"]._sama_type_id() or 0,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _sama_find_wrong_logs(self):
        """Return the ids of orders whose count or last one differ from the log."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT doc.id
                  FROM %(table)s AS doc
                  LEFT JOIN (
                        SELECT order_id,
                               count(*) AS number,
                               max(date) AS last_date,
                               (array_agg(id ORDER BY date DESC, id DESC))[1] AS last_id
                          FROM sama_follow_up
                         GROUP BY order_id
                       ) AS log ON log.order_id = doc.id
                 WHERE COALESCE(doc.sama_follow_up_count, 0) != COALESCE(log.number, 0)
                    OR doc.sama_last_follow_up_id IS DISTINCT FROM log.last_id
                    OR doc.sama_last_follow_up_date IS DISTINCT FROM log.last_date
                 ORDER BY doc.id
                """,
                table=SQL.identifier(self._table),
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _sama_find_gone_people(self):
        """Return users who left without handing over: by SQL, by a deleted group.

        A plan may be anybody's who works here, a quotation is an agent's.
        """
        Activity = self.env["mail.activity"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT sama_follow_up_user_id, TRUE
                  FROM %(table)s
                 WHERE state IN %(open)s AND sama_follow_up_user_id IS NOT NULL
                 UNION
                SELECT user_id, FALSE
                  FROM mail_activity
                 WHERE res_model = %(model)s
                   AND activity_type_id IN %(type_ids)s
                   AND active
                   AND user_id IS NOT NULL
                """,
                table=SQL.identifier(self._table),
                open=OPEN_STATES,
                model=self._name,
                type_ids=(
                    Activity._sama_type_id(FOLLOW_UP_TYPE) or 0,
                    Activity._sama_type_id(TRY_AGAIN_TYPE) or 0,
                ),
            )
        )
        # sudo: the cron runs as superuser; called by hand it still sees everybody.
        Users = self.env["res.users"].sudo()
        gone = {
            user_id
            for user_id, responsible in rows
            for user in Users.browse(user_id)
            if not (user._sama_is_agent() if responsible else user.active)
        }
        return Users.browse(sorted(gone))

    @api.model
    def _sama_find_left_companies(self):
        """Return who is responsible in which companies, where he does not work."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT doc.sama_follow_up_user_id, array_agg(DISTINCT doc.company_id)
                  FROM %(table)s AS doc
                 WHERE doc.state IN %(open)s
                   AND doc.sama_follow_up_user_id IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM res_company_users_rel AS rel
                        WHERE rel.user_id = doc.sama_follow_up_user_id
                          AND rel.cid = doc.company_id
                       )
                 GROUP BY doc.sama_follow_up_user_id
                """,
                table=SQL.identifier(self._table),
                open=OPEN_STATES,
            )
        )
        # sudo: the cron runs as superuser; called by hand it still sees everybody.
        Users, Companies = self.env["res.users"].sudo(), self.env["res.company"].sudo()
        return {
            Users.browse(user_id): Companies.browse(company_ids)
            for user_id, company_ids in rows
        }

    @api.model
    def _sama_report_check(self, repaired):
        """Write the result to the log; tell the administrators what was repaired."""
        if not any(repaired.values()):
            _logger.info("Follow-up check: everything agrees")
            return
        _logger.warning(
            "Follow-up check: repaired %(plan)d dates, %(log)d counts, and handed over "
            "for %(people)d people",
            repaired,
        )
        group = self.env.ref("sama_crm.group_admin")
        # sudo: whoever starts the check, administrators are told
        for user in group.sudo().all_user_ids.filtered("active"):
            env = self.with_context(lang=user.lang or self.env.lang).env
            lines = [
                env._("The nightly check repaired:"),
                repaired["plan"]
                and env._(
                    "%(count)s quotations whose next date differed from the plan",
                    count=formatLang(env, repaired["plan"], digits=0),
                ),
                repaired["log"]
                and env._(
                    "%(count)s quotations whose follow-ups were miscounted",
                    count=formatLang(env, repaired["log"], digits=0),
                ),
                repaired["people"]
                and env._(
                    "quotations of %(count)s people who are no follow-up people "
                    "any more",
                    count=formatLang(env, repaired["people"], digits=0),
                ),
            ]
            user._sama_notify(env._("Nightly check of follow-ups"), lines)
