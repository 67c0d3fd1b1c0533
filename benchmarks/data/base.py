"""What the documents stand on: products, salespeople, accounts, choices."""

PRODUCTS = 30
SALESPEOPLE = 10
GROUPS = 40
STATES = 31


def prepare_company(env):
    if not env.company.chart_template:
        env["account.chart.template"].try_loading(
            "generic_coa", company=env.company, install_demo=False
        )


def prepare_base(env):
    """Make products and salespeople, and return the ids that rows refer to."""
    products = env["product.product"].create(
        [
            {
                "name": f"Benchmark product {number}",
                "type": "service" if number % 3 == 0 else "consu",
                "list_price": 100,
                "taxes_id": [(5,)],
            }
            for number in range(PRODUCTS)
        ]
    )
    users = env["res.users"].with_context(no_reset_password=True)
    users = users.create(
        [
            {
                "name": f"Benchmark seller {number}",
                "login": f"bench_seller_{number}",
                "group_ids": [(4, env.ref("sales_team.group_sale_salesman").id)],
            }
            for number in range(SALESPEOPLE)
        ]
    )
    company = env.company
    account = env["account.account"].with_company(company)
    journal = env["account.journal"].create(
        {"name": "Benchmark", "code": "BENCH", "type": "sale"}
    )
    env.flush_all()
    return {
        "company": company.id,
        "currency": company.currency_id.id,
        "journal": journal.id,
        "income": account.search([("account_type", "=", "income")], limit=1).id,
        "receivable": account.search(
            [("account_type", "=", "asset_receivable")], limit=1
        ).id,
        "goods": products.filtered(lambda product: product.type == "consu").ids,
        "services": products.filtered(lambda product: product.type == "service").ids,
        "uom": products[0].uom_id.id,
        "users": users.ids,
        "states": env["res.country.state"].search([], limit=STATES).ids,
        **_prepare_choices(env),
    }


def _prepare_choices(env):
    """Return what the addon's persons choose from, when the addon is there already."""
    if "sama.person.group" not in env:
        return {"groups": [], "grades": []}
    groups = env["sama.person.group"].create(
        [{"name": f"Benchmark group {number}"} for number in range(GROUPS)]
    )
    for number, group in enumerate(groups[4:]):
        group.parent_id = groups[number % 4]
    env.flush_all()
    return {"groups": groups.ids, "grades": env["sama.customer.grade"].search([]).ids}
