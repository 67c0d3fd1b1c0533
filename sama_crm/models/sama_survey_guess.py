import hmac
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

WINDOW = timedelta(hours=1)
# Wrong links an hour and address. Many customers may share the one of their provider.
LIMIT = 60


class SamaSurveyGuess(models.Model):
    """How many links that nobody was given an address tried within the hour.

    Kept in the database, so that every worker counts the same. Addresses are put into
    65,536 buckets by a keyed hash: the table cannot grow beyond that, and says nobody's
    address. Rows go after a day.
    """

    _name = "sama.survey.guess"
    _description = "Wrong Survey Links"
    _rec_name = "bucket"
    _order = "since desc, id desc"

    bucket = fields.Integer(required=True, readonly=True, aggregator=None)
    since = fields.Datetime(required=True, readonly=True)
    count = fields.Integer(required=True, readonly=True)

    _bucket_unique = models.UniqueIndex("(bucket)")

    @api.model
    def _bucket_of(self, address):
        """Return the bucket of an address; of IPv6 the network of one customer."""
        try:
            parsed = ip_address(address)
        except ValueError:
            parsed = address
        if isinstance(parsed, IPv6Address):
            parsed = parsed.ipv4_mapped or int(parsed) >> 64
        secret = self.env["ir.config_parameter"].get_param("database.secret")
        key = hmac.new((secret or "").encode(), str(parsed).encode(), "sha256")
        return int.from_bytes(key.digest()[:2])

    @api.model
    def _is_blocked(self, address):
        """Return whether the address tried too many wrong links within the hour."""
        return bool(
            self.search_count(
                [
                    ("bucket", "=", self._bucket_of(address)),
                    ("since", ">", fields.Datetime.now() - WINDOW),
                    ("count", ">=", LIMIT),
                ],
                limit=1,
            )
        )

    @api.model
    def _count(self, address, number=1):
        """Count wrong links of the address; an hour later it starts anew.

        :param int number: 0 for a link that was right once: it takes the same time
        """
        now = fields.Datetime.now()
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    SQL(
                        """
                        INSERT INTO sama_survey_guess AS guess (bucket, since, count)
                        VALUES (%(bucket)s, %(now)s, %(number)s)
                        ON CONFLICT (bucket) DO UPDATE
                           SET count = CASE WHEN guess.since > %(start)s
                                            THEN guess.count ELSE 0 END + %(number)s,
                               since = CASE WHEN guess.since > %(start)s
                                            THEN guess.since ELSE %(now)s END
                        """,
                        bucket=self._bucket_of(address),
                        now=now,
                        number=number,
                        start=now - WINDOW,
                    )
                )
        except SerializationFailure:
            # Another worker counted the address at this moment; a flood is not worth
            # that workers try again.
            return
        self.invalidate_model(flush=False)

    @api.autovacuum
    def _gc_guesses(self):
        """Forget after a day."""
        day = fields.Datetime.now() - timedelta(days=1)
        self.search([("since", "<", day)]).unlink()
