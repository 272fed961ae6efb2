"""Screenshots for the documentation: tests make them of what they look at anyway, when asked to.

`OCPP_LOAD_SCREENSHOTS=1 make test ARGS='-k live_page'` writes them to docs/images.
"""

import base64
import os
from pathlib import Path

from support.browser import HEIGHT, WIDTH, Browser

IMAGES = Path(__file__).parents[2] / "docs" / "images"

WANTED = bool(os.environ.get("OCPP_LOAD_SCREENSHOTS"))


def take(browser: Browser, name: str, *, height: int = HEIGHT, of: str | None = None) -> None:
    """Write docs/images/NAME.png, of so much of the page or of one element; if any are wanted."""
    if not WANTED:
        return
    IMAGES.mkdir(exist_ok=True)
    browser.resize(WIDTH, height)
    file = IMAGES / f"{name}.png"
    if of is None:
        browser.screenshot(file, whole_page=False)
    else:
        browser.run("window.scrollTo(0, 0)")
        where = browser.run(
            f"return document.querySelector('{of}').getBoundingClientRect().toJSON()"
        )
        clip = {name: where[name] for name in ("x", "y", "width", "height")}
        shot = browser.devtools(
            "Page.captureScreenshot", captureBeyondViewport=True, clip={**clip, "scale": 1}
        )
        file.write_bytes(base64.b64decode(shot["data"]))
    browser.resize(WIDTH)
