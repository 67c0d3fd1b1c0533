"""Measures the addon on the data of a company that has sold for years.

`python -m benchmarks NAME [options]` with Odoo importable, its configuration file in
ODOO_RC and PostgreSQL in PGHOST and its kin (`make bench` sees to it).
"""
