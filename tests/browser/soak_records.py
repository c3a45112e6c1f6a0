"""What the random schedules are played before: the test LMS with its strict runtime, or the real LRS."""

from __future__ import annotations

import json
import time
from collections import Counter
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Frame, Page

from launching import Site, Story, launch_cmi5
from lms import Lms
from real_lrs import RealLrs, Request
from scorm_export.course import Course

Step = dict[str, Any]
Sight = dict[str, Any]
"""What can be told of a page: see `tests/soak/hands.ts`."""
Meaning = dict[str, Any]
"""What the facts of a state give: see `tests/soak/judge.ts`."""
Attempts = set[tuple[str, str]]
"""Each a quiz and an attempt's id."""
SLOW_SECONDS = 0.2
MOST_SLOW = 3
ADL = "http://adlnet.gov/expapi/verbs/"
AGENT = [None, None, None, "https://lms.example.org", "l-1"]
"""What tells the learner from others, as ids of statements follow from it."""


class Judge:
    """Knows what states mean: the player's own functions, in a page of their own."""

    def __init__(self, page: Page, script: str, course_data: str) -> None:
        self.page = page
        page.evaluate(f"() => {{ {script}; window.soak = soak; window.judge = soak.judge({course_data}); }}")

    def schedule(self, seed: int) -> list[Step]:
        steps: list[Step] = self.page.evaluate("seed => soak.schedule(seed).steps", seed)
        return steps

    def lacking(self, held: list[str], texts: list[str]) -> list[str]:
        """Return those of the texts that hold a fact which all of `held` together lack."""
        found: list[str] = self.page.evaluate("both => judge.lacking(...both)", [held, texts]) if texts else []
        return found

    def meaning(self, text: str) -> Meaning:
        found: Meaning = self.page.evaluate("text => judge.meaning(text)", text)
        return found

    def mark(self, text: str) -> str:
        return str(self.page.evaluate("text => judge.markOf(text)", text))

    def ids(self, names: list[list[Any]]) -> list[str]:
        found: list[str] = self.page.evaluate("names => names.map(soak.idOf)", names)
        return found


class Record(Protocol):
    """What a standard's record adds: how a window is launched, what fails, and what is held."""

    everywhere: bool
    """Whether what was saved from one device is promised on every other."""

    def url(self, edition: int) -> str: ...
    def frame(self, page: Page, /) -> Frame: ...
    def is_healthy(self) -> bool: ...
    def fault(self, step: Step, pages: list[Page], /) -> None: ...
    def heal(self, pages: list[Page], /) -> None: ...
    def reset(self) -> None: ...
    def holds(self, sight: Sight, /) -> list[str]: ...
    def check(self, meaning: Meaning, sight: Sight, told: Attempts, /) -> None: ...
    def never_twice(self, attempts: Attempts, /) -> None: ...
    def close(self) -> None: ...


class WatchedLms(Lms):
    """An LMS for both editions of the course, which notices when `passed` is withdrawn."""

    withdrawn = False
    left = 0
    """So many more commits are refused."""
    slow = 0

    def given(self, entry: str) -> dict[str, str]:
        edition, _, page = entry.partition("/")
        return Lms(self.package / edition, self.run_time, "").given(page)

    def store(self, values: dict[str, str]) -> None:
        for element in ("cmi.core.lesson_status", "cmi.success_status"):
            if self.stored.get(element) == "passed" and values.get(element, "passed") != "passed":
                self.withdrawn = True
        super().store(values)

    def refuses(self) -> bool:
        if self.slow > 0:
            self.slow -= 1
            time.sleep(SLOW_SECONDS)
        self.left -= 1
        return self.left >= 0


class ScormRecord:
    everywhere = False

    def __init__(self, lms: WatchedLms) -> None:
        self.lms = lms

    def url(self, edition: int) -> str:
        return self.lms.launch_url("strict", entry=f"{edition}/index.html")

    def frame(self, page: Page) -> Frame:
        frame = page.frame("sco")
        assert frame
        return frame

    def is_healthy(self) -> bool:
        return self.lms.trouble is None and self.lms.left <= 0

    def fault(self, step: Step, pages: list[Page]) -> None:
        if step["do"] == "answers":
            self.lms.left = step["requests"]
        elif step["kind"] == "slow":
            self.lms.slow = min(step["calls"], MOST_SLOW)
        else:
            only = str(step["only"])
            name = self.lms.run_time.names.get("Terminate" if only == "Finish" else only, only)
            for page in pages:
                page.evaluate("trouble => window.lms.trouble(...trouble)", [step["kind"], step["calls"], name])
            self.lms.trouble = (step["kind"], 3, name)

    def heal(self, pages: list[Page]) -> None:
        self.lms.trouble, self.lms.left, self.lms.slow = None, 0, 0
        for page in pages:
            page.evaluate("window.lms.trouble('none')")

    def reset(self) -> None:
        self.lms.over = self.lms.launches
        self.lms.stored.clear()

    def holds(self, sight: Sight) -> list[str]:
        return [sight["record"].get("cmi.suspend_data", "")]

    def check(self, meaning: Meaning, sight: Sight, _told: Attempts) -> None:
        record = sight["record"]
        passed = "passed" in (record.get("cmi.core.lesson_status"), record.get("cmi.success_status"))
        assert passed or meaning["status"] != "passed", "the facts pass, and the LMS does not know"
        # Who has passed once keeps the score of it.
        if meaning["percent"] is not None and (meaning["passes"] or not passed):
            raw = record.get(f"{self.lms.run_time.score}.raw", "")
            assert raw, "there is a score, and the LMS has none"
            assert float(raw) == meaning["percent"], f"the facts give {meaning['percent']}, and the LMS has {raw}"

    def never_twice(self, attempts: Attempts) -> None:
        assert not self.lms.withdrawn, "passed was withdrawn"
        handed_in = Counter(quiz for quiz, _ in attempts)
        interactions = [
            value
            for name, value in self.lms.stored.items()
            if name.startswith("cmi.interactions.") and name.endswith(".id") and name.count(".") == 3
        ]
        for name, count in Counter(interactions).items():
            assert count <= handed_in[name.partition("_")[0]], f"{name} is recorded {count} times"

    def close(self) -> None:
        self.lms.__exit__()


class LrsRecord:
    everywhere = True

    def __init__(self, lrs: RealLrs, course: Course, package: Path, judge: Judge, *, is_cmi5: bool) -> None:
        self.course, self.lrs, self.judge, self.is_cmi5 = course, lrs, judge, is_cmi5
        self.site = Site(package, lrs.authorization.removeprefix("Basic "))
        self.unit = f"{course.iri}/units/{course.id}"
        self.left = 0
        self.reset()

    def reset(self) -> None:
        self.story = Story(self.site, self.lrs, self.course)

    @property
    def root(self) -> str:
        return self.unit if self.is_cmi5 else self.course.iri

    def url(self, edition: int) -> str:
        if not self.is_cmi5:
            return self.story.url().replace("/index.html", f"/{edition}/index.html")
        fault, self.lrs.fault = self.lrs.fault, None
        url = launch_cmi5(self.story, unit_id=self.unit, page=f"{edition}/index.html", masteryScore=0.0625)
        self.lrs.fault = fault
        return url

    def frame(self, page: Page) -> Frame:
        return page.main_frame

    def is_healthy(self) -> bool:
        return self.left <= 0

    def fault(self, step: Step, _pages: list[Page]) -> None:
        status, only = step.get("status"), step["only"]
        if step["do"] == "fault" and step["kind"] != "slow":
            return
        self.left = step["requests"] if step["do"] == "answers" else min(step["calls"], MOST_SLOW)

        def fault(request: Request) -> int | None:
            if self.left <= 0 or request.method == "OPTIONS" or (status is not None and only not in request.resource):
                return None
            # 409 to statements says that the LRS has them.
            if status == HTTPStatus.CONFLICT and request.resource == "statements":
                return None
            self.left -= 1
            if status is None:
                time.sleep(SLOW_SECONDS)
            return status

        self.lrs.fault = fault

    def heal(self, _pages: list[Page]) -> None:
        self.left = 0

    def holds(self, _sight: Sight) -> list[str]:
        with self.lrs.lock:
            documents = list(self.lrs.documents.items())
        for key, document in documents:
            if key[-2:] == (self.story.registration, "suspendData"):
                return [str(text) for name, text in json.loads(document.body).items() if name.startswith("state")]
        return []

    def check(self, meaning: Meaning, _sight: Sight, told: Attempts) -> None:
        statements = self.story.statements()
        held = {statement["id"] for statement in statements}
        missing = [name for name, made in self.names(told) if made not in held]
        assert not missing, f"the LRS has no statements {missing}"
        # cmi5 takes one verdict of a session.
        verdicts = {f"{ADL}{verb}" for verb in ("passed", "failed")}
        judged = [s for s in statements if s["object"].get("id") == self.root and s["verb"]["id"] in verdicts]
        assert judged or meaning["status"] != "passed", "the facts pass, and the LRS does not know"

    def names(self, told: Attempts) -> list[tuple[list[Any], str]]:
        """Return what has to be said of attempts, and under which ids."""
        names: list[list[Any]] = []
        for quiz, attempt in sorted(told):
            questions = ["a"] if quiz == "essay" else ["a", "b", "c", "d"]
            parts = [("completed", "")] + [("answered", f"/questions/{question}") for question in questions]
            record = [self.story.registration, AGENT, self.root]
            iri = f"{self.course.iri}/quizzes/{quiz}"
            names += [[*record, ADL + verb, iri + part, attempt] for verb, part in parts]
        return list(zip(names, self.judge.ids(names), strict=True))

    def never_twice(self, _attempts: Attempts) -> None:
        self.story.assert_sound()
        said = Counter(
            (statement["verb"]["id"].rpartition("/")[2], statement["object"]["id"])
            for statement in self.story.statements()
            if "/quizzes/" not in statement["object"]["id"]
        )
        for (verb, thing), count in said.items():
            assert count == 1 or verb not in ("passed", "completed", "experienced"), f"{verb} {thing}: {count} times"

    def close(self) -> None:
        self.lrs.fault = None
        self.site.close()
