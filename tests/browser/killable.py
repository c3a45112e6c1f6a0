"""A browser in a process of its own, with a profile that outlives it: it can be killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Playwright

BROWSERS = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome")
"""The first has windows and ends with the last of them."""
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,800",
    "--remote-debugging-port=0",
)


class Device:
    """A browser with a profile that outlives it, as on a learner's device; `proxy`: what stands before its network."""

    def __init__(self, playwright: Playwright, profile: Path, proxy: str = "") -> None:
        self.playwright = playwright
        self.profile = profile
        self.network = [f"--proxy-server={proxy}", "--proxy-bypass-list=<-loopback>"] if proxy else []
        self._process: subprocess.Popen[bytes] | None = None
        self._browser: Browser | None = None

    def open(self) -> BrowserContext:
        """Start the browser."""
        path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
        assert path, "these tests need Chromium"
        port = self.profile / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [path, *ARGUMENTS, *self.network, f"--user-data-dir={self.profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        number = wait_for(lambda: port.read_text().split("\n")[0] if port.is_file() else "")
        self._browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{number}")
        return self._browser.contexts[0]

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def strike(self) -> None:
        """End it with all its processes, as a crash does. Any thread may do so; `kill` has to follow."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def kill(self) -> None:
        """End it with all its processes, as a crash does."""
        if self.is_running:
            self.strike()
        self._forget()

    def close_last_tab(self) -> None:
        """Close every tab, after which the browser ends by itself."""
        assert self._browser
        assert self._process
        for page in self._browser.contexts[0].pages:
            page.close()
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            with suppress(Error):  # it goes away before it answers
                self._browser.new_browser_cdp_session().send("Browser.close")
            self._process.wait(10)
        self._forget()

    def _forget(self) -> None:
        self._process = None
        if self._browser:
            with suppress(Error):
                self._browser.close()
        self._browser = None


def wait_for(look: Callable[[], str], seconds: float = 20) -> str:
    """Look until there is something."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.02)
    return found
