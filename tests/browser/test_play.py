"""`verify --play`: each rule finds its own fault in a SCO that is launched, and nothing in a sound one."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scorm_export import TARGETS, Diagnostics, build, check_course, rules
from scorm_export.commands.new import STARTER
from scorm_export.verify import verify
from scorm_export.verify.play import learners, visits
from scorm_export.verify.play.learners import Outcome
from sound import FAMILIES, files_of, zipped
from sources import fences

pytestmark = pytest.mark.browser
COURSES = Path(__file__).parents[2] / "course_source"
PAGES = {rule: rules.page(rule) for rule in rules.package_names() if rule.startswith("play-")}
EXAMPLES = {rule: found for rule, text in PAGES.items() if (found := fences(text))}


@dataclass(frozen=True)
class Chromium:
    """A browser in a thread of its own: Playwright has one for each thread, and other tests use that of theirs."""

    thread: ThreadPoolExecutor
    started: visits.Browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with ThreadPoolExecutor(1) as thread:
        opened = visits.browser()
        yield Chromium(thread, thread.submit(opened.__enter__).result())
        thread.submit(opened.__exit__, None, None, None).result()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "_SECONDS", 4)
    monkeypatch.setattr(visits, "QUIET", 200)
    monkeypatch.setattr(visits, "PATIENCE", 1)
    monkeypatch.setattr(visits, "HANGS", 2)


def one_sco(family: str) -> dict[str, bytes]:
    """Return a sound package; of SCORM with one launch, which takes a third of the time of two."""
    files = files_of(family)
    if "imsmanifest.xml" not in files:
        return files
    manifest = files["imsmanifest.xml"]
    return files | {"imsmanifest.xml": re.sub(rb'="sco"( href="drill)', rb'="asset"\1', manifest)}


def played(path: Path, chromium: Chromium) -> list[str]:
    verified = chromium.thread.submit(verify, path, played_in=chromium.started).result()
    return sorted({d.rule for d in verified.found if d.rule.startswith("play-")})


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_fault_is_found_by_its_rule_and_by_nothing_else(rule: str, chromium: Chromium, tmp_path: Path) -> None:
    wrong, right = EXAMPLES[rule]
    family, _, name = right.path.partition("/")
    files = one_sco(family)
    before = files[name].decode()
    assert before.count(right.text) == 1
    files[name] = before.replace(right.text, wrong.text).encode()
    assert played(zipped(tmp_path / "p.zip", files), chromium) == [rule]


def test_what_was_not_launched_is_said(chromium: Chromium, tmp_path: Path) -> None:
    learners = {f"play-learner-{what}" for what in ("answers", "place", "score", "status", "stuck")}
    assert set(PAGES) == {*EXAMPLES, *learners, "play-not-played"}
    manifest = files_of("scorm12")["imsmanifest.xml"].replace(b"ADL SCORM", b"IMS").replace(b"adlcp_rootv1p2", b"own")
    assert "play-not-played" in played(zipped(tmp_path / "p.zip", {"imsmanifest.xml": manifest}), chromium)


def test_sound_packages_have_no_finding(chromium: Chromium, tmp_path: Path) -> None:
    for family in FAMILIES:
        assert played(zipped(tmp_path / "p.zip", one_sco(family)), chromium) == []


def test_a_state_that_is_longer_than_scorm_12_keeps_is_found(chromium: Chromium, tmp_path: Path) -> None:
    files = one_sco("scorm12")
    longer = b'LMSSetValue("cmi.suspend_data", "x".repeat(4097) + '
    files["api.js"] = files["api.js"].replace(b'LMSSetValue("cmi.suspend_data", ', longer)
    assert longer in files["api.js"]
    assert played(zipped(tmp_path / "p.zip", files), chromium) == ["play-refused-value"]


def test_xapi_content_that_says_nothing_is_found(chromium: Chromium, tmp_path: Path) -> None:
    files = files_of("xapi")
    files["api.js"] = b'var verb = "http://adlnet.gov/expapi/verbs/completed";'
    assert played(zipped(tmp_path / "p.zip", files), chromium) == ["play-no-statement"]


def packed(standard: str, folder: Path, course: Path = STARTER, lrs: Path | None = None) -> Path:
    targets = [TARGETS[standard]]
    checked = check_course(course, targets, Diagnostics(), lrs=lrs)
    assert checked
    (built,) = build(checked, course, targets, folder)
    return built.path


LAUNCHED = [name for name, target in TARGETS.items() if target.is_launched]
OURS = [(STARTER, standard) for standard in LAUNCHED if standard != "scorm2004-4th"]
"""Both editions of SCORM 2004 have the same player."""
EVERY = [
    (course, standard)
    for course in (STARTER, *sorted(path.parent for path in COURSES.glob("*/course.yaml")))
    for standard in LAUNCHED
]


@pytest.mark.parametrize(("course", "standard"), EVERY if "MATRIX" in os.environ else OURS)
def test_three_learners_in_our_own_package_are_reported_as_they_worked(
    course: Path, standard: str, chromium: Chromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[Outcome, Outcome]] = []
    report = learners.report_differences

    def note(said: Outcome, due: Outcome, *more: Any) -> None:
        compared.append((said, due))
        report(said, due, *more)

    monkeypatch.setattr(learners, "report_differences", note)
    assert played(packed(standard, tmp_path, course), chromium) == []
    right, wrong, resumed = compared[:3]
    assert all(said == due for said, due in compared)
    assert (right[0].verdict, right[0].score, wrong[0].verdict, wrong[0].right) == ("passed", 1, None, 0)
    assert right[0].right > 0
    assert resumed[0].verdict == "passed"


BESIDE = """\
endpoint: https://lrs.example.org/xapi/
homePage: https://lms.example.org
token: https://lms.example.org/token
"""
UNTOLD = """{
  const send = fetch;
  const untold = (body) => body?.replaceAll("verbs/passed", "verbs/failed");
  window.fetch = (url, init) => send(url, init && { ...init, body: untold(init.body) });
}
"""


@pytest.mark.parametrize("standard", ["scorm12", "scorm2004-3rd"] if "MATRIX" in os.environ else ["scorm12"])
def test_statements_beside_an_lms_are_compared_as_well(
    standard: str, chromium: Chromium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "QUIET", 700)
    (tmp_path / "lrs.yaml").write_text(BESIDE)
    path = packed(standard, tmp_path, lrs=tmp_path / "lrs.yaml")
    compared: list[Outcome] = []
    report = learners.report_differences

    def note(said: Outcome, *more: Any) -> None:
        compared.append(said)
        report(said, *more)

    monkeypatch.setattr(learners, "report_differences", note)
    assert played(path, chromium) == []
    assert [said.verdict for said in compared] == ["passed", "passed", None, None, "passed", "passed"]
    assert [said.answers for said in compared[::2]] == [said.answers for said in compared[1::2]]
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    changed = files | {"lrs.js": UNTOLD.encode() + files["lrs.js"]}
    assert played(zipped(tmp_path / "changed.zip", changed), chromium) == ["play-learner-status"]


FAULTS = """{
  const set = parent.API.LMSSetValue;
  parent.API.LMSSetValue = (element, value) => {
    if (/score.raw/.test(element)) value = String(value / 2);
    if (/result$/.test(element)) value = "wrong";
    if (/location|suspend_data/.test(element)) value = "";
    return set(element, value === "passed" ? "completed" : value);
  };
}
"""


def test_a_package_that_reports_something_else_is_found(chromium: Chromium, tmp_path: Path) -> None:
    path = packed("scorm12", tmp_path)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    changed = files | {"player.js": FAULTS.encode() + files["player.js"]}
    found = played(zipped(tmp_path / "changed.zip", changed), chromium)
    assert found == [f"play-learner-{what}" for what in ("answers", "place", "score", "status")]
    del files["page-first-quiz.js"]
    assert "play-learner-stuck" in played(zipped(tmp_path / "less.zip", files), chromium)


def test_a_launch_has_the_parameters_of_its_item(chromium: Chromium, tmp_path: Path) -> None:
    files = one_sco("scorm12")
    manifest = files["imsmanifest.xml"].replace(b'"res_basics">', b'"res_basics" parameters="?part=2">')
    script = files["api.js"].replace(
        b"var key = null;", b'if (location.search !== "?part=2") throw new Error("which?");'
    )
    changed = files | {"imsmanifest.xml": manifest, "api.js": script}
    assert played(zipped(tmp_path / "p.zip", changed), chromium) == []
