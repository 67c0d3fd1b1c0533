"""Take the pictures of the README and the user's guide.

    pictures.py URL FOLDER CHROMIUM [SHOT ...]

Each shot is taken in each language and width: docs/pictures/<shot>-<lang>-<width>.png,
or as the shot names it. shots.py lists the shots, places.py gives each its page, and
camera.py takes the picture.
"""

import argparse
import itertools
import sys

from camera import WIDTHS, Camera, settings
from playwright.sync_api import sync_playwright
from shots import SHOTS

LANGUAGES = {"fa": "fa_IR", "en": "en_US"}


def arguments(words):
    """Return the words of the command line, each shot one that exists."""
    parser = argparse.ArgumentParser(description="Take pictures of the running demo.")
    parser.add_argument("url", metavar="URL", help="where the demo answers")
    parser.add_argument("folder", metavar="FOLDER", help="where the pictures go")
    parser.add_argument("chromium", metavar="CHROMIUM", help="the browser's program")
    names = list(dict.fromkeys(shot.name for shot in SHOTS))
    known = ", ".join(names)
    parser.add_argument(
        "wanted",
        metavar="SHOT",
        nargs="*",
        default=[],
        help=f"all unless named: {known}",
    )
    options = parser.parse_args(words)
    if unknown := [name for name in options.wanted if name not in names]:
        parser.error(f"no shot is called {', '.join(unknown)}; the shots are: {known}")
    return options


def main():
    """Take the shots named on the command line, or all of them."""
    options = arguments(sys.argv[1:])
    wanted = options.wanted
    shots = [shot for shot in SHOTS if not wanted or shot.name in wanted]
    good = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=options.chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for (short, code), width, login in itertools.product(
            LANGUAGES.items(), WIDTHS, dict.fromkeys(shot.login for shot in shots)
        ):
            context = browser.new_context(**settings(code, width))
            camera = Camera(context.new_page(), options.url, options.folder)
            camera.log_in(login, code)
            for shot in shots:
                if shot.login == login and width in shot.widths:
                    good = camera.take(shot, short, width) and good
            camera.switch(LANGUAGES["fa"])
            context.close()
        browser.close()
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
