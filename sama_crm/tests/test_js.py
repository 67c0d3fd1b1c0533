from odoo.tests import HttpCase, no_retry, tagged

SUITES = ("@sama_crm",)


def hoot_id(name):
    """Return the id by which Hoot's page selects a suite, e.g. ``@sama_crm/f4``."""
    value = 0
    for char in name:
        value = ((value << 5) - value + ord(char)) & 0xFFFFFFFF
    return f"{value:08x}"


@tagged("post_install", "-at_install")
class TestHoot(HttpCase):
    """Run the JavaScript unit tests of this addon, all that lie in static/tests."""

    def _run_suites(self, preset):
        ids = "".join(f"&id={hoot_id(suite)}" for suite in SUITES)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset={preset}&timeout=15000{ids}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )

    @no_retry
    def test_desktop(self):
        self._run_suites("desktop")
