"""The customers."""

from odoo.tools import SQL

from .rows import insert, next_id, nth_of, stamps


def insert_partners(cr, base, count):
    """Write the customers.

    :return: (first id, number of the others)
    """
    first = next_id(cr, "res_partner")
    identifier = SQL("%s + n", first)
    name = SQL("'Customer ' || n")
    insert(
        cr,
        "res_partner",
        {
            "id": identifier,
            "commercial_partner_id": identifier,
            "name": name,
            "complete_name": name,
            "type": SQL("'contact'"),
            "active": SQL("TRUE"),
            "is_company": SQL("n %% 2 = 0"),
            "partner_share": SQL("TRUE"),
            "lang": SQL("'en_US'"),
            "autopost_bills": SQL("'ask'"),
            "customer_rank": SQL("1"),
            "color": SQL("0"),
            "city": SQL("(ARRAY['Tehran', 'Tabriz', 'Shiraz', 'Yazd'])[1 + n %% 4]"),
            "phone": SQL("'+98912' || LPAD(n::text, 7, '0')"),
            "email": SQL("'customer' || n || '@example.com'"),
            "email_normalized": SQL("'customer' || n || '@example.com'"),
            "user_id": nth_of(base["users"], 3),
            "state_id": nth_of(base["states"], 6),
            # Of the addon, where it is there.
            "sama_mobile": SQL(
                "CASE WHEN n %% 5 > 0"
                " THEN '0912' || LPAD((n * 7919 %% 10000000)::text, 7, '0') END"
            ),
            "sama_person_group_id": nth_of(base["groups"], 10),
            "sama_own_person_group_id": nth_of(base["groups"], 10),
            "sama_grade_id": nth_of(base["grades"], 4),
            "sama_own_grade_id": nth_of(base["grades"], 4),
            **stamps(SQL("NOW() AT TIME ZONE 'UTC'")),
        },
        SQL("generate_series(0, %s) n", count - 1),
    )
    return first, count - 1
