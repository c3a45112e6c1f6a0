"""A real Moodle on loopback, brought up, asked and let down by the scripts of a folder beside the repository.

`MOODLE_HOME` is a folder whose `src` holds a Moodle work tree; `MOODLE_SCRIPTS` are the scripts, `../shared/moodle` if
it is not set. What Moodle holds is read back by Moodle's own functions, in JSON.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

ROOT = Path(__file__).parent.parent.parent
HOME = os.environ.get("MOODLE_HOME", "")
SCRIPTS = Path(os.environ.get("MOODLE_SCRIPTS") or ROOT.parent / "shared" / "moodle")
PHP = ("php", "-d", "max_input_vars=5000", "-d", "memory_limit=1G", "-d", "opcache.enable_cli=0")
PASSWORD = "loopback-only"

SIGN_IN = """async (who) => {
  const form = new FormData(document.querySelector("form#login"));
  for (const [name, value] of Object.entries(who)) form.set(name, value);
  const answer = await fetch("/login/index.php", { method: "POST", body: form });
  return !answer.url.includes("/login/");
}"""


def missing() -> str | None:
    """Return why there is no Moodle to test with; None when there is."""
    if not HOME:
        return "MOODLE_HOME names no folder with a Moodle work tree in its `src`"
    if not (Path(HOME) / "src" / "version.php").is_file():
        return f"{HOME}/src holds no Moodle work tree"
    return None if (SCRIPTS / "up.sh").is_file() else f"{SCRIPTS} holds no up.sh"


@dataclass(frozen=True, slots=True)
class Held:
    """What Moodle holds of one learner in one activity."""

    said: dict[str, Any]

    def attempt(self, number: int = 1) -> dict[str, dict[str, str]]:
        """Return the elements of an attempt by the item's identifier."""
        for attempt in self.said["attempts"]:
            if attempt["attempt"] == number:
                return {item: sco["elements"] for item, sco in dict(attempt["scos"]).items()}
        return {}

    @property
    def attempts(self) -> int:
        return len(self.said["attempts"])

    @property
    def elements(self) -> dict[str, str]:
        """The elements of the only item."""
        (elements,) = self.attempt().values()
        return elements

    @property
    def grade(self) -> Decimal | None:
        value = self.said["grade"]["value"]
        return None if value is None else Decimal(str(value))

    @property
    def completion(self) -> str:
        """Incomplete, complete, complete-pass or complete-fail."""
        return str(self.said["completion"]["state"])

    @property
    def state(self) -> str:
        """The saved state of the only item."""
        return self.elements.get("cmi.suspend_data", "") if self.attempt() else ""

    def status(self, item: str | None = None) -> str:
        """Return what an item's record says: passed, failed, completed or incomplete."""
        elements = self.elements if item is None else self.attempt().get(item, {})
        if "cmi.completion_status" not in elements:
            return elements.get("cmi.core.lesson_status", "")
        if elements["cmi.completion_status"] != "completed":
            return "incomplete"
        success = elements.get("cmi.success_status", "unknown")
        return "completed" if success == "unknown" else success

    def interactions(self) -> list[str]:
        """Return the ids of the recorded answers of the only item."""
        named = r"cmi\.interactions[._]\d+\.id"
        return [value for name, value in self.elements.items() if re.fullmatch(named, name)]


class RealMoodle:
    """The Moodle of `MOODLE_HOME`. One that ran before goes on running afterwards."""

    def __init__(self) -> None:
        self.home = Path(HOME)
        self.env: dict[str, str] = {}
        self._started = False

    @property
    def url(self) -> str:
        return self.env["MOODLE_URL"]

    def __enter__(self) -> RealMoodle:
        self._started = not self._runs("nginx")
        subprocess.run(["bash", SCRIPTS / "up.sh", self.home], check=True, stdout=subprocess.DEVNULL)
        for line in (self.home / "env.sh").read_text("utf-8").splitlines():
            name, _, value = line.removeprefix("export ").partition("=")
            self.env[name] = value.strip("'")
        return self

    def __exit__(self, *_: object) -> None:
        if self._started:
            subprocess.run(["bash", SCRIPTS / "down.sh", self.home], check=True, stdout=subprocess.DEVNULL)

    def _runs(self, name: str) -> bool:
        pid = self.home / "run" / f"{name}.pid"
        return pid.is_file() and Path(f"/proc/{pid.read_text().strip()}").exists()

    def php(self, script: str, **options: object) -> dict[str, Any]:
        """Run a script and return what it says; it may say that Moodle refused."""
        arguments = [f"--{name}={value}" for name, value in options.items()]
        done = subprocess.run(
            [*PHP, SCRIPTS / script, *arguments],
            env={**os.environ, **self.env, "MOODLE_DIR": str(self.home / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.startswith("{"), f"{script} said {done.stdout}{done.stderr}"
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    def add(self, package: Path, **settings: object) -> Activity:
        """Make a course with the package as its only activity, and enrol a learner who is new here."""
        name = f"t{secrets.token_hex(5)}"
        self.php("make_user.php", username=name, password=PASSWORD)
        # The page before the player is skipped.
        said = self.php("import_package.php", zip=package, course=name, student=name, skipview=2, **settings)
        assert said["ok"], said
        return Activity(self, said["cmid"], name, said)

    def sign_everybody_out(self) -> None:
        """End all sessions on the server."""
        script = self.home / "src" / "admin" / "cli" / "kill_all_sessions.php"
        subprocess.run([*PHP, script], check=True, stdout=subprocess.DEVNULL)


@dataclass(frozen=True, slots=True)
class Activity:
    """A package in Moodle, and the learner who takes it."""

    moodle: RealMoodle
    number: int
    learner: str
    imported: dict[str, Any]

    @property
    def url(self) -> str:
        return f"{self.moodle.url}/mod/scorm/view.php?id={self.number}"

    def sign_in(self, context: BrowserContext) -> None:
        """Sign the learner in, in a tab of its own. Now and then Moodle says that its form is too old."""
        page = context.new_page()
        for _ in range(4):
            page.goto(f"{self.moodle.url}/login/index.php")
            if page.evaluate(SIGN_IN, {"username": self.learner, "password": PASSWORD}):
                break
        else:
            pytest.fail("Moodle refuses the learner")
        # Where a learner arrives: Moodle empties the localStorage of its site there.
        page.goto(f"{self.moodle.url}/my/courses.php", wait_until="networkidle")
        page.close()

    def replace(self, package: Path, **settings: object) -> None:
        """Put a new edition in the place of the package."""
        said = self.moodle.php(
            "import_package.php",
            zip=package,
            course=self.learner,
            student=self.learner,
            skipview=2,
            update=self.number,
            **settings,
        )
        assert said["ok"], said

    def held(self) -> Held:
        """Return what Moodle holds of the learner."""
        return Held(self.moodle.php("results.php", cmid=self.number, user=self.learner))

    def held_when(self, is_there: Any, seconds: float = 10) -> Held:
        """Return what Moodle holds once it is so, or what it holds in the end: a beacon takes its time."""
        end = time.monotonic() + seconds
        while not is_there(held := self.held()) and time.monotonic() < end:
            pass
        return held
