"""Learners in Chromium, a real LRS, and what is reported of them: pulled, reported, one erased, pulled again."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import Browser

from conftest import build_package
from launching import ACTOR, Reader, Site, Story, launch_cmi5
from real_lrs import PASSWORD, USER, RealLrs
from scorm_export.commands.main import main
from scorm_export.commands.new import STARTER

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def own_lrs() -> Iterator[RealLrs]:
    """Run a record store with nobody else's statements."""
    with RealLrs() as lrs:
        yield lrs


def run(*arguments: str) -> Result:
    key = {"SCORM_EXPORT_LRS_KEY": f"{USER}:{PASSWORD}"}
    result = CliRunner().invoke(main, ["records", *arguments], env=key)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def numbers(folder: Path) -> dict[str, str]:
    run("report", "--course", str(STARTER), "-o", str(folder), "--min-group", "1", "--format", "csv")
    with (folder / "course.csv").open(newline="") as file:
        return {row["measure"]: row["number"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("target", ["xapi", "cmi5"])
def test_who_was_in_the_browser_is_in_the_report_until_they_are_erased(
    target: str, own_lrs: RealLrs, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, package = build_package(STARTER, tmp_path / "package", target)
    own_lrs.reset()
    monkeypatch.chdir(tmp_path)
    for name, far in (("amina", True), ("brecht", False)):
        site = Site(package, own_lrs.authorization.removeprefix("Basic "))
        story = Story(site, own_lrs, course)
        monkeypatch.setitem(ACTOR, "account", {"homePage": f"https://{target}.example.org", "name": name})
        monkeypatch.setitem(ACTOR, "name", f"{name} at {target}")
        reader = Reader(browser.new_context(), course)
        page = reader.open(launch_cmi5(story) if target == "cmi5" else story.url(actor=json.dumps(ACTOR)))
        if far:
            reader.take_course({})
        else:
            reader.go_to("a-lesson")
        reader.stands("saved")
        page.locator("#exit").click()
        story.wait_for("terminated")
        site.close()
        reader.context.close()
    at = ("--endpoint", own_lrs.endpoint)
    assert run("pull", *at).exit_code == 0
    run("report", "--course", str(STARTER), "-o", "before", "--names", "--min-group", "1", "--format", "csv")
    with Path("before/learners.csv").open(newline="") as file:
        states = {
            row["account"].rpartition(" ")[2]: row["state"] for row in csv.DictReader(file) if target in row["account"]
        }
    assert states == {"amina": "passed", "brecht": "under way"}
    before = numbers(tmp_path / "counted")
    verified = run("verify", "--course", str(STARTER))
    assert verified.exit_code == 0, verified.output
    erased = run("erase", f"https://{target}.example.org amina", "--yes", *at)
    assert "nothing of" in erased.output
    run("pull", *at)
    after = numbers(tmp_path / "after")
    assert int(after["Started"]) == int(before["Started"]) - 1
    assert int(after["Passed"]) == int(before["Passed"]) - 1
