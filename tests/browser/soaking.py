"""Plays the random schedules of `tests/soak` in a browser, and watches from outside that no promise of saving is broken.

A device is a browser context, a window is a page of it; the package, storage, locks and channels are real, and time is
Playwright's. A record is the test LMS with its strict runtime, or the real LRS.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page

from launching import ACTOR, Site, Story, launch_cmi5
from lms import Lms
from real_lrs import RealLrs, Request
from scorm_export.course import Course

Step = dict[str, Any]
Sight = dict[str, Any]
"""See `tests/soak/hands.ts`."""
BEGIN = 1_709_251_200
"""When a schedule begins, in seconds since 1970."""
MOST_WINDOWS = 4
CHUNK_MS = 35_000
SHORT_MS = 5000
"""So much less than a request's patience that an LRS which answers is heard."""
HEALED_MS = 1_800_000
LEAVING_MS = 120_000
SLOW_SECONDS = 0.2
NETWORK_MS = 15
"""What the network gets of real time when a long time passes."""
FREEZE = "() => { const c = __pwClock.controller; c.slept = 0; c.awake = c.runFor; c.runFor = async ms => { c.slept += ms; }; }"
WAKE = "() => { const c = __pwClock.controller; c.runFor = c.awake; return c.runFor(c.slept); }"
AGENT = [None, None, None, ACTOR["account"]["homePage"], ACTOR["account"]["name"]]  # type: ignore[index]
ADL = "http://adlnet.gov/expapi/verbs/"


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

    def meaning(self, text: str) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate("text => judge.meaning(text)", text)
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
    def frame(self, page: Page) -> Frame: ...
    def is_healthy(self) -> bool: ...
    def fault(self, step: Step, pages: list[Page]) -> None: ...
    def heal(self, pages: list[Page]) -> None: ...
    def reset(self) -> None: ...
    def holds(self, sight: Sight) -> list[str]: ...
    def check(self, meaning: dict[str, Any], sight: Sight, told: set[tuple[str, str]]) -> None: ...
    def never_twice(self, attempts: set[tuple[str, str]]) -> None: ...
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
            self.lms.slow = min(step["calls"], 3)
        else:
            names = self.lms.run_time.names
            name = names.get({"Finish": "Terminate"}.get(step["only"], step["only"]), step["only"])
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

    def check(self, meaning: dict[str, Any], sight: Sight, told: set[tuple[str, str]]) -> None:
        record = sight["record"]
        passed = "passed" in (record.get("cmi.core.lesson_status"), record.get("cmi.success_status"))
        assert passed or meaning["status"] != "passed", "the facts pass, and the LMS does not know"
        # Who has passed once keeps the score of it.
        if meaning["percent"] is not None and (meaning["passes"] or not passed):
            raw = record.get(f"{self.lms.run_time.score}.raw", "")
            assert raw, "there is a score, and the LMS has none"
            assert float(raw) == meaning["percent"], f"the facts give {meaning['percent']}, and the LMS has {raw}"

    def never_twice(self, attempts: set[tuple[str, str]]) -> None:
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

    @cached_property
    def root(self) -> str:
        return self.unit if self.is_cmi5 else self.course.iri

    def url(self, edition: int) -> str:
        if not self.is_cmi5:
            return self.story.url().replace("/index.html", f"/{edition}/index.html")
        fault, self.lrs.fault = self.lrs.fault, None
        url = launch_cmi5(self.story, unit_id=self.unit, page=f"{edition}/index.html", masteryScore=0.8)
        self.lrs.fault = fault
        return url

    def frame(self, page: Page) -> Frame:
        return page.main_frame

    def is_healthy(self) -> bool:
        return self.left <= 0

    def fault(self, step: Step, pages: list[Page]) -> None:
        status, only = step.get("status"), step["only"]
        if step["do"] == "fault" and step["kind"] != "slow":
            return
        self.left = step["requests"] if step["do"] == "answers" else min(step["calls"], 3)

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

    def heal(self, pages: list[Page]) -> None:
        self.left = 0

    def holds(self, sight: Sight) -> list[str]:
        with self.lrs.lock:
            documents = list(self.lrs.documents.items())
        for key, document in documents:
            if key[-2:] == (self.story.registration, "suspendData"):
                return [str(text) for name, text in json.loads(document.body).items() if name.startswith("state")]
        return []

    def check(self, meaning: dict[str, Any], sight: Sight, told: set[tuple[str, str]]) -> None:
        statements = self.story.statements()
        held = {statement["id"] for statement in statements}
        missing = [name for name, made in self.names(told) if made not in held]
        assert not missing, f"the LRS has no statements {missing}"
        # cmi5 takes one verdict of a session.
        verdicts = {f"{ADL}{verb}" for verb in ("passed", "failed")}
        judged = [s for s in statements if s["object"].get("id") == self.root and s["verb"]["id"] in verdicts]
        assert judged or meaning["status"] != "passed", "the facts pass, and the LRS does not know"

    def names(self, told: set[tuple[str, str]]) -> list[tuple[list[Any], str]]:
        """Return what has to be said of attempts, and under which ids."""
        names: list[list[Any]] = []
        for quiz, attempt in sorted(told):
            questions = ["a"] if quiz == "essay" else ["a", "b", "c", "d"]
            parts = [("completed", "")] + [("answered", f"/questions/{question}") for question in questions]
            names += [
                [self.story.registration, AGENT, self.root, ADL + verb, f"{self.course.iri}/quizzes/{quiz}{part}", attempt]
                for verb, part in parts
            ]
        return list(zip(names, self.judge.ids(names), strict=True))

    def never_twice(self, attempts: set[tuple[str, str]]) -> None:
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


@dataclass(eq=False)
class Device:
    context: BrowserContext
    problems: list[str] = field(default_factory=list)
    storage_works: bool = True
    storage_kept: bool = True
    """Storage has worked all the time since the record was reset, so that what it kept is there."""
    skew: int = 0
    promises: list[str] = field(default_factory=list)
    """What was seen to be kept here, in the attempt that the record holds."""


@dataclass(eq=False)
class Window:
    device: Device
    page: Page
    frame: Frame
    epoch: int
    expected: list[str]
    """What has to be there once it is open."""
    is_open: bool = False
    frozen: bool = False
    crashed: bool = False
    last: str = ""
    """All that it holds."""
    copied: str = ""
    checked: str = ""
    handed_in: set[tuple[str, str]] = field(default_factory=set)
    told: set[tuple[str, str]] = field(default_factory=set)
    """Attempts that were handed in here."""

    def perform(self, step: Step) -> None:
        self.frame.evaluate("step => soak.perform(step)", step)

    def look(self) -> Sight:
        sight: Sight = self.frame.evaluate("soak.look()")
        return sight


class Player:
    """One learner with up to three devices."""

    def __init__(self, browser: Browser, hands: str, judge: Judge, record: Record, origin: str, seed: int) -> None:
        self.browser, self.hands, self.judge, self.record, self.origin = browser, hands, judge, record, origin
        self.chance = random.Random(seed)
        self.devices: dict[int, Device] = {}
        self.windows: list[Window] = []
        self.saved: list[str] = []
        """What was told to be saved, where that is promised on every device."""
        self.attempts: set[tuple[str, str]] = set()
        self.edition = 0
        self.epoch = 0
        """Counts the attempts that the record was reset for."""
        self.passed_ms = 0

    def play(self, steps: list[Step]) -> None:
        """Play a schedule; what breaks a promise is told with the step at which it was seen."""
        try:
            for n, step in enumerate([*steps, {"do": "finish"}]):
                try:
                    self.step(step)
                except AssertionError as broken:
                    raise AssertionError(f"step {n} {json.dumps(step)}: {broken}\n{listed(steps)}") from broken
        finally:
            for device in self.devices.values():
                device.context.close()
            self.record.close()

    def step(self, step: Step) -> None:
        self.act(step)
        self.windows = [window for window in self.windows if not window.crashed]
        for window in list(self.windows):
            self.note(window)
        for device in self.devices.values():
            assert not device.problems, f"a page threw: {device.problems}"

    def act(self, step: Step) -> None:
        kind = step["do"]
        if "window" in step:
            there = [window for window in self.windows if not window.frozen or kind == "wake"]
            if step["window"] < len(there):
                self.act_in(there[step["window"]], step)
        elif kind in ("fault", "answers"):
            self.record.fault(step, self.pages())
        elif kind == "heal":
            self.record.heal(self.pages())
        elif kind == "edition":
            self.edition = step["edition"]
        else:
            getattr(self, kind)(step)

    def pages(self) -> list[Page]:
        return [window.page for window in self.windows]

    def device(self, number: int) -> Device:
        if number not in self.devices:
            context = self.browser.new_context()
            context.clock.install(time=BEGIN + self.passed_ms / 1000)
            context.add_init_script(self.hands)
            device = self.devices[number] = Device(context)
            context.on("weberror", lambda error: device.problems.append(str(error.error)))
        return self.devices[number]

    def launch(self, step: Step) -> None:
        if len(self.windows) >= MOST_WINDOWS:
            return
        device = self.device(step["device"])
        page = device.context.new_page()
        expected = self.expected(device)
        page.goto(self.record.url(self.edition))
        window = Window(device, page, self.record.frame(page), self.epoch, expected)
        page.on("crash", lambda _: setattr(window, "crashed", True))
        self.windows.insert(0, window)
        if not window.frame.evaluate("soak.arrived()") and self.record.everywhere:
            # What fails from now on may keep it from finding anything.
            window.expected = []

    def expected(self, device: Device) -> list[str]:
        """Return what a window that opens now has to find."""
        if self.record.everywhere and not self.record.is_healthy():
            return []
        return [*(device.promises if device.storage_kept else []), *self.saved]

    def act_in(self, window: Window, step: Step) -> None:
        if step["do"] in ("close", "kill", "freeze", "wake", "takeOver", "leave"):
            getattr(self, {"takeOver": "take_over"}.get(step["do"], step["do"]))(window)
        else:
            window.perform(step)

    def close(self, window: Window) -> None:
        self.windows.remove(window)
        window.page.close()

    def kill(self, window: Window) -> None:
        """End the process of a page, without a word to it."""
        self.windows.remove(window)
        try:
            window.page.goto("chrome://crash")
        except Error:
            window.page.close()

    def freeze(self, window: Window) -> None:
        window.frozen = True
        for frame in window.page.frames:
            frame.evaluate(FREEZE)
        self.cycle(window, "frozen")

    def wake(self, window: Window) -> None:
        if not window.frozen:
            return
        window.frozen = False
        self.cycle(window, "active")
        for frame in window.page.frames:
            frame.evaluate(WAKE)

    def cycle(self, window: Window, state: str) -> None:
        session = window.device.context.new_cdp_session(window.page)
        session.send("Page.setWebLifecycleState", {"state": state})
        session.detach()

    def take_over(self, window: Window) -> None:
        if window.look()["status"] != "elsewhere":
            return
        window.is_open = False
        window.expected = self.expected(window.device)
        window.perform({"do": "takeOver"})
        self.let_pass(2000)

    def leave(self, window: Window) -> None:
        """Leave by the button, which has to be possible however things stand."""
        if not window.look()["opened"]:
            return self.close(window)
        window.perform({"do": "leave"})
        waited = 0
        while not window.look()["left"]:
            assert waited < LEAVING_MS, f"the learner cannot leave: {window.look()}"
            window.frame.evaluate("soak.leaveAnyway()")
            self.let_pass(1000)
            waited += 1000
        self.note(window)
        return self.close(window)

    def let_pass(self, ms: int) -> None:
        self.passed_ms += ms
        while ms > 0:
            for device in self.devices.values():
                device.context.clock.run_for(min(ms, CHUNK_MS))
            ms -= CHUNK_MS
            self.judge.page.wait_for_timeout(NETWORK_MS)

    def storage(self, step: Step) -> None:
        device = self.device(step["device"])
        if step["works"] == device.storage_works:
            return
        device.storage_works = step["works"]
        device.storage_kept = device.storage_kept and device.storage_works
        self.tell_device(device, "storage", "works" if device.storage_works else "full")

    def clock(self, step: Step) -> None:
        device = self.device(step["device"])
        self.tell_device(device, "skew", str(step["ms"]))
        device.context.clock.set_system_time(BEGIN + (self.passed_ms + step["ms"]) / 1000)

    def tell_device(self, device: Device, name: str, value: str) -> None:
        device.context.add_cookies([{"name": name, "value": value, "url": self.origin}])

    def reset(self, _: Step) -> None:
        if self.windows:
            return
        self.record.never_twice(self.attempts)
        self.record.reset()
        self.epoch += 1
        self.saved.clear()
        self.attempts.clear()
        for device in self.devices.values():
            device.promises.clear()

    def note(self, window: Window) -> None:
        """See that no status says more than what is held."""
        if window.frozen:
            return
        sight = window.look()
        assert not sight["broken"], "the player has given up"
        if not sight["opened"] or sight["status"] in ("elsewhere", "untracked") or window.epoch != self.epoch:
            return
        if not window.is_open:
            if sight["left"]:
                return
            window.frame.evaluate("soak.stir()")
            sight = window.look()
            if not sight["last"]:
                return
            window.last = sight["last"]
            self.opened(window, sight)
            sight = window.look()
        self.follow(window, sight)
        device, held = window.device, self.record.holds(sight)
        if sight["status"] == "saved" and window.last != window.checked:
            window.checked = window.last
            lacking = self.judge.lacking(held, [window.last])
            assert not lacking, f'"Saved", but {window.last} is not in {held}'
            self.record.check(self.judge.meaning(window.last), sight, window.told)
            if self.record.everywhere:
                self.saved = [*self.judge.lacking([window.last], self.saved), window.last]
        if sight["status"] == "device":
            lacking = self.judge.lacking([*sight["copies"], *held], [window.last])
            assert not lacking, f'"Kept on this device", but {window.last} is not'
        if device.storage_kept and window.last != window.copied:
            window.copied = window.last
            device.promises = [*self.judge.lacking([window.last], device.promises), window.last]

    def follow(self, window: Window, sight: Sight) -> None:
        """Take note of what a window holds, and compare it with what it shows."""
        window.last = sight["last"]
        if window.last in (window.copied, window.checked):
            return
        meaning = self.judge.meaning(window.last)
        shown = {name: how for name, how in sight["outline"].items() if how != meaning["outline"].get(name)}
        assert not shown, f"the outline shows {shown}, and the facts are {meaning['outline']}"
        handed_in = {(quiz, attempt) for quiz, attempt in meaning["handedIn"]}
        window.told |= handed_in - window.handed_in
        window.handed_in |= handed_in
        self.attempts |= handed_in

    def opened(self, window: Window, sight: Sight) -> None:
        """A window has taken up what it found; what was promised must be in it."""
        device = window.device
        window.is_open = True
        window.handed_in = {(quiz, attempt) for quiz, attempt in self.judge.meaning(window.last)["handedIn"]}
        self.attempts |= window.handed_in
        found = [window.last, *(sight["copies"] if sight["asked"] else [])]
        lost = self.judge.lacking(found, window.expected)
        assert not lost, f"what was told to be saved is not there: {lost} in {found}"
        # A copy that a later launch has read back is let go; SCORM promises no more than that launch.
        device.promises = self.judge.lacking(self.record.holds(sight), device.promises)
        if sight["asked"]:
            self.decide(window, sight)

    def decide(self, window: Window, sight: Sight) -> None:
        """Take up what this device kept of another attempt, or not; what the learner does not want is promised no more."""
        takes = self.chance.random() < 0.5
        window.frame.evaluate("takes => soak.decide(takes)", takes)
        mine = self.judge.mark(window.last)
        if not takes:
            kept = [promise for promise in window.device.promises if self.judge.mark(promise) == mine]
            window.device.promises = kept
        window.frame.evaluate("soak.stir()")
        window.last = window.look()["last"]
        window.handed_in |= {(quiz, attempt) for quiz, attempt in self.judge.meaning(window.last)["handedIn"]}

    def finish(self, _: Step) -> None:
        """Once all works again, the next launch finds everything and brings the record up to date."""
        for window in list(self.windows):
            self.kill(window)
        self.record.heal([])
        self.storage({"device": 0, "works": True})
        self.launch({"device": 0})
        (window,) = self.windows
        self.let_pass(1000)
        self.note(window)
        window.perform({"do": "hide"})
        waited = 0
        while window.look()["status"] != "saved":
            assert waited < HEALED_MS, f"healed, but not saved: {window.look()}"
            self.let_pass(SHORT_MS)
            waited += SHORT_MS
        window.checked = ""
        self.note(window)
        assert window.is_open
        self.record.never_twice(self.attempts)


# `pass` is a word of Python.
setattr(Player, "pass", lambda self, step: self.let_pass(step["ms"]))


def listed(steps: list[Step]) -> str:
    return "\n".join(f"{n:3} {json.dumps(step)}" for n, step in enumerate(steps))


Enrol = Callable[[], Record]
