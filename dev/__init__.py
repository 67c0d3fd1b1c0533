"""Fetches Odoo 19 and all it needs, runs it, tests it. Standard library only."""
