# Everything happens in dev/ (Python's standard library only); this is its keyboard.
PYTHON ?= python3
ARGS ?=

COMMANDS := run stop test lint format i18n update shell test-odoo test-oca bench \
	screenshots setup clean

.DEFAULT_GOAL := help
.PHONY: help $(COMMANDS)

help:
	@$(PYTHON) -m dev --help

run stop lint format i18n update shell setup clean:
	@$(PYTHON) -m dev $@

test test-odoo test-oca bench screenshots:
	@$(PYTHON) -m dev $@ $(if $(ARGS),'$(subst ','\'',$(ARGS))')
