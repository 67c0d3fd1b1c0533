"""A browser window that logs in and takes pictures of the client."""

import subprocess
from pathlib import Path

from playwright.sync_api import Error

WIDTHS = {1366: 768, 390: 844}
PATIENCE = 30_000  # milliseconds for one step


class Camera:
    """A logged-in browser window of one language and width."""

    def __init__(self, page, url, folder):
        self.page = page
        self.url = url
        self.folder = Path(folder)
        self.file = None
        page.set_default_timeout(PATIENCE)

    def log_in(self, login, code):
        """Log in and switch the user to a language."""
        self.login = login
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_selector(".o_main_navbar")
        self.switch(code)

    def call(self, model, method, args, **kwargs):
        """Call a method of the server as the user in the window."""
        answer = self.page.request.post(
            f"{self.url}/web/dataset/call_kw",
            data={
                "jsonrpc": "2.0",
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": kwargs,
                },
            },
        ).json()
        if "error" in answer:
            raise Error(answer["error"]["data"]["message"])
        return answer["result"]

    def switch(self, code):
        """Set the user's language.

        :raises Error: the database does not have it
        """
        if code not in dict(self.call("res.lang", "get_installed", [])):
            raise Error(f"The language {code} is not active.")
        user = self.call("res.users", "search", [[["login", "=", self.login]]])
        self.call("res.users", "write", [user, {"lang": code}])
        self.code = code
        # The first page after a change still comes in the direction of before.
        self.page.goto(f"{self.url}/odoo")
        self.page.wait_for_selector(".o_main_navbar")

    def take(self, shot, lang, width):
        """Take one picture; return whether it shows what it should."""
        name = shot.file.format(name=shot.name, lang=lang, width=width)
        path = self.folder / f"{name}.png"
        try:
            with shot.place(self, shot) as address:
                self.page.goto(f"{self.url}{address}")
                self.page.wait_for_selector(shot.ready)
                self.rest()
                for verb, *words in shot.steps:
                    self.do(verb, *words)
                self.rest()
                if shot.paper:
                    self.print(shot.paper, path)
        except Error as error:
            self.page.screenshot(path=path.with_suffix(".failed.png"))
            print(f"    FAILED {path.name}: {str(error).splitlines()[0]}")
            return False
        if not shot.paper:
            self.page.screenshot(path=path)
        path.with_suffix(".failed.png").unlink(missing_ok=True)
        print(f"    {path.name}")
        return True

    def print(self, button, path):
        """Download a PDF and keep its first page as a picture."""
        with self.page.expect_download(timeout=2 * PATIENCE) as waiting:
            self.page.click(button)
        subprocess.run(
            ["pdftoppm", "-png", "-r", "110", "-singlefile"]
            + [str(waiting.value.path()), str(path.with_suffix(""))],
            check=True,
        )

    def do(self, verb, *words):
        """Carry out one step of a shot."""
        if verb == "click":
            self.page.click(*words)
        elif verb == "press":
            self.page.keyboard.press(*words)
        elif verb == "wait":
            self.page.wait_for_selector(*words)
        elif verb == "fill":
            self.page.fill(*words)
        elif verb == "choose":
            self.page.set_input_files(*words, self.file)
        else:
            raise ValueError(verb)

    def rest(self):
        """Wait until nothing loads or moves, and no bubble hides the page."""
        self.page.mouse.move(0, 0)
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(
            "() => !document.querySelector('.o_loading_indicator, .o_blockUI')"
        )
        self.page.evaluate("() => document.fonts.ready")
        self.page.wait_for_timeout(600)


def settings(code, width):
    """Return the options of a browser window."""
    return {
        "viewport": {"width": width, "height": WIDTHS[width]},
        "timezone_id": "Asia/Tehran",
        "locale": code.replace("_", "-"),
        "has_touch": width < 768,
        "is_mobile": width < 768,
    }
