"""A real browser that looks at our pages: Debian's Chromium without a window.

Fixtures; import them in a conftest.py. One browser per process of the suite, started when a test
first asks for one; each test gets a tab of its own. Nothing but this machine can be reached.
"""

import base64
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMEDRIVER = shutil.which("chromedriver")

WIDTH, HEIGHT = 1280, 900
LOAD_TIMEOUT_S = 60


class Browser:
    """One tab. `driver` is selenium's own, for what is not here."""

    def __init__(self, driver: "WebDriver") -> None:
        self.driver = driver

    def open(self, url: str | Path) -> None:
        """Load a page and wait for it; a path is a file."""
        self.driver.get(url.as_uri() if isinstance(url, Path) else url)

    def run(self, script: str, *arguments: Any) -> Any:
        """Return what a function of this body returns in the page."""
        return self.driver.execute_script(script, *arguments)

    def wait_for(self, script: str, timeout_s: float = LOAD_TIMEOUT_S) -> Any:
        """Return what an expression of the page comes to as soon as that is true."""
        from selenium.webdriver.support.ui import WebDriverWait

        wait = WebDriverWait(self.driver, timeout_s, poll_frequency=0.02)
        return wait.until(lambda driver: driver.execute_script(f"return {script}"), script)

    def text(self, selector: str = "body") -> str:
        """Return what a person reads of the first element."""
        return self.driver.find_element("css selector", selector).text

    def console_errors(self) -> list[str]:
        """Return what the console had to complain of since this was asked last."""
        return [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] in {"SEVERE", "WARNING"}
        ]

    def requests(self) -> list[str]:
        """Return the addresses that were asked for since this was asked last, `data:` left out."""
        events = [json.loads(entry["message"]) for entry in self.driver.get_log("performance")]
        addresses = [
            event["message"]["params"]["request"]["url"]
            for event in events
            if event["message"]["method"] == "Network.requestWillBeSent"
        ]
        return [address for address in addresses if not address.startswith("data:")]

    def resize(self, width: int, height: int = HEIGHT) -> None:
        """Make the page so many pixels wide and high."""
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def prefer(self, scheme: str) -> None:
        """Make the system prefer `light` or `dark`."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.devtools("Emulation.setEmulatedMedia", media="", features=[feature])

    def screenshot(self, file: Path, *, whole_page: bool = True) -> None:
        """Write what the page looks like as PNG."""
        shot = self.devtools(
            "Page.captureScreenshot", format="png", captureBeyondViewport=whole_page
        )
        file.write_bytes(base64.b64decode(shot["data"]))

    def pdf(self) -> bytes:
        """Return the page as it is printed on A4."""
        printed = self.devtools("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)
        return base64.b64decode(printed["data"])

    def devtools(self, command: str, **parameters: Any) -> dict[str, Any]:
        """Return what a command of the Chrome DevTools Protocol answers."""
        return self.driver.execute_cdp_cmd(command, parameters)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator["WebDriver"]:
    """Return the driver of the one browser of this process."""
    if CHROMIUM is None or CHROMEDRIVER is None:
        pytest.skip("no browser: install Debian's chromium and chromium-driver")
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-extensions",
        "--no-first-run",
        "--no-proxy-server",
        "--hide-scrollbars",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
        f"--window-size={WIDTH},{HEIGHT}",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(CHROMEDRIVER))
    driver.set_page_load_timeout(LOAD_TIMEOUT_S)
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def browser(chromium: "WebDriver") -> Iterator[Browser]:
    """Return a tab for one test."""
    with fresh_tab(chromium) as tab:
        yield tab


@contextmanager
def fresh_tab(chromium: "WebDriver") -> Iterator[Browser]:
    """Open a tab, 1280 by 900, of a system that prefers light."""
    before = chromium.current_window_handle
    chromium.switch_to.new_window("tab")
    tab = Browser(chromium)
    tab.resize(WIDTH)
    tab.prefer("light")
    tab.console_errors()
    tab.requests()
    try:
        yield tab
    finally:
        chromium.close()
        chromium.switch_to.window(before)
