"""What becomes of imported quotations: the plan of the open, the end of the closed."""

from odoo.fields import Domain

from ..models.sama_follow_up_mixin_plan import PLANNING

OPEN_STATES = ("draft", "sent")
BATCH = 1000


class Chase:
    """Waits for all follow-ups, then plans and ends in sets.

    A next date of the distant past plans nothing, so that years of old quotations stay
    off the desk; they are without date.

    :param run: the :class:`~.run.Run`
    """

    def __init__(self, run):
        self.run = run
        self.env = run.env
        self.plans = {}
        self.ends = {}

    def plan(self, order_id, day, hour):
        """Note the next date of a new open quotation."""
        if day:
            self.plans[order_id] = (None, day, hour)

    def said(self, log):
        """Note a follow-up; of one quotation the latest plans."""
        order_id = log.order_id.id
        latest = self.plans.get(order_id)
        key = (log.date, log.id)
        if latest and latest[0] and latest[0] >= key:
            return
        self.plans[order_id] = (key, log.next_date, log.next_hour)

    def end(self, order_id, result, moment, reason_id, user_id):
        """Note that a quotation was won or voided.

        :param moment: UTC; None for that of its last follow-up
        """
        self.ends[order_id] = (result, moment, reason_id, user_id)

    def finish(self):
        """Write the plans and the ends."""
        plans = {
            order_id: plan
            for order_id, plan in self.plans.items()
            if plan[1] and (not self.run.plan_since or plan[1] >= self.run.plan_since)
        }
        for ids in _parts(plans):
            self._plan(ids, plans)
        for ids in _parts(self.ends):
            self._end(ids)

    # --------------------------------------------------
    # Plans
    # --------------------------------------------------

    def _plan(self, ids, plans):
        """Give open quotations one planned activity each."""
        orders = self.env["sale.order"].search(
            Domain("id", "in", ids) & Domain("state", "in", OPEN_STATES)
        )
        # What was said in Odoo after the imported follow-up has planned already.
        orders = orders.filtered(
            lambda order: (
                plans[order.id][0] is None
                or order.sama_last_follow_up_id.id == plans[order.id][0][1]
            )
        )
        Activity = self.env["mail.activity"].with_context(sama_planning=PLANNING)
        planned = Activity.search(Activity._sama_domain(orders)).grouped("res_id")
        new = []
        for order in orders:
            _key, day, hour = plans[order.id]
            values = {"date_deadline": day, "sama_hour": hour or 0.0}
            if order.id in planned:
                planned[order.id][0].write(values)
            else:
                new.append(self._activity(order, values))
        orders.fetch(["name"])
        Activity.create(new)
        orders._sama_sync_plan(stopped=False)
        self.env.flush_all()

    def _activity(self, order, values):
        return {
            **values,
            "activity_type_id": self.env["mail.activity"]._sama_type_id(),
            "res_model_id": self.env["ir.model"]._get_id("sale.order"),
            "res_id": order.id,
            "user_id": order.sama_follow_up_user_id.id,
            "automated": True,
        }

    # --------------------------------------------------
    # Ends
    # --------------------------------------------------

    def _end(self, ids):
        """Log the end of closed quotations: of each void, and of the won and chased."""
        orders = self.env["sale.order"].browse(ids)
        orders.fetch(["sama_follow_up_count", "sama_last_follow_up_date", "date_order"])
        values = []
        for order in orders:
            result, moment, reason_id, user_id = self.ends[order.id]
            if result == "won" and not order.sama_follow_up_count:
                continue
            values.append(
                {
                    "order_id": order.id,
                    "partner_id": order.partner_id.id,
                    "company_id": order.company_id.id,
                    "user_id": user_id or False,
                    "date": moment
                    or order.sama_last_follow_up_date
                    or order.date_order,
                    "channel": "other",
                    "result": result,
                    "void_reason_id": reason_id or False,
                }
            )
        self.env["sama.follow.up"].create(values)
        self.env.flush_all()


def _parts(items):
    """Yield the keys of a dict in sets of a thousand."""
    keys = list(items)
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
