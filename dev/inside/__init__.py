"""Scripts that run in Odoo's interpreter: `python SCRIPT.py CONFIG DATABASE ...`."""
