"""Plays the random schedules of `tests/soak` in a browser, and watches from outside that no promise is broken.

A device is a browser context, a window is a page of it; the package, storage, locks and channels are real, and time is
Playwright's.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page

from soak_records import Attempts, Judge, Meaning, Record, Sight, Step

BEGIN = 1_709_251_200
"""When a schedule begins, in seconds since 1970."""
MOST_WINDOWS = 4
CHUNK_MS = 35_000
SHORT_MS = 5000
"""So much less than a request's patience that an LRS which answers is heard."""
HEALED_MS = 1_800_000
LEAVING_MS = 120_000
NETWORK_MS = 15
"""What the network gets of real time when a long time passes."""
FREEZE = """() => {
  const { controller } = __pwClock;
  let slept = 0;
  const { runFor } = controller;
  controller.runFor = async (ms) => void (slept += ms);
  controller.wake = () => ((controller.runFor = runFor), controller.runFor(slept));
}"""
WAKE = "() => __pwClock.controller.wake()"


@dataclass(eq=False)
class Device:
    context: BrowserContext
    problems: list[str] = field(default_factory=list)
    storage_kept: bool = True
    """Storage has worked all the time since the record was reset, so that what it kept is there."""
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
    handed_in: Attempts = field(default_factory=set)
    told: Attempts = field(default_factory=set)
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
        self.attempts: Attempts = set()
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
            self.expect_nothing()
        elif kind == "heal":
            self.record.heal(self.pages())
        elif kind == "edition":
            self.edition = step["edition"]
        else:
            self.change(step)

    def expect_nothing(self) -> None:
        """Who is still on the way to an LRS that begins to fail may find nothing any more."""
        for window in self.windows:
            if self.record.everywhere and not window.is_open:
                window.expected = []

    def change(self, step: Step) -> None:
        """Do what happens to a device, or to all."""
        changes = {
            "launch": lambda: self.launch(step["device"]),
            "pass": lambda: self.let_pass(step["ms"]),
            "storage": lambda: self.storage(step["device"], works=step["works"]),
            "clock": lambda: self.clock(step["device"], step["ms"]),
            "reset": self.reset,
            "finish": self.finish,
        }
        changes[step["do"]]()

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

    def launch(self, number: int) -> None:
        if len(self.windows) >= MOST_WINDOWS:
            return
        device = self.device(number)
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
        acts = {
            "close": self.close,
            "kill": self.kill,
            "freeze": self.freeze,
            "wake": self.wake,
            "takeOver": self.take_over,
            "leave": self.leave,
        }
        if step["do"] in acts:
            acts[step["do"]](window)
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

    def kill_all(self) -> None:
        for window in list(self.windows):
            self.kill(window)

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
        window.frame.evaluate("soak.tookOver()")
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

    def storage(self, number: int, *, works: bool) -> None:
        device = self.device(number)
        device.storage_kept = device.storage_kept and works
        self.tell_device(device, "storage", "works" if works else "full")

    def clock(self, number: int, skew_ms: int) -> None:
        device = self.device(number)
        self.tell_device(device, "skew", str(skew_ms))
        device.context.clock.set_system_time(BEGIN + (self.passed_ms + skew_ms) / 1000)

    def tell_device(self, device: Device, name: str, value: str) -> None:
        device.context.add_cookies([{"name": name, "value": value, "url": self.origin}])

    def reset(self) -> None:
        self.kill_all()
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
            if sight["left"] or not self.opened(window):
                return
            sight = window.look()
        self.follow(window, sight)
        self.believe(window, sight)

    def believe(self, window: Window, sight: Sight) -> None:
        """See that what the learner is told is so, and remember what is promised by that."""
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
        # What an LRS returns late shows at the next launch; that a quiz is begun shows when its page is left.
        facts = meaning["outline"]
        shown = {
            name: how
            for name, how in sight["outline"].items()
            if how != facts.get(name) and not (how == "none" and (self.record.everywhere or facts.get(name) == "begun"))
        }
        assert not shown, f"the outline shows {shown}, and the facts are {facts}"
        there = handed_in(meaning)
        window.told |= there - window.handed_in
        window.handed_in |= there
        self.attempts |= there

    def opened(self, window: Window) -> bool:
        """See that what was promised is in what a window took up; False when it has not said yet what that is."""
        window.frame.evaluate("soak.stir()")
        sight, device = window.look(), window.device
        if not sight["last"]:
            return False
        window.last = sight["last"]
        window.is_open = True
        window.handed_in = handed_in(self.judge.meaning(window.last))
        self.attempts |= window.handed_in
        found = [window.last, *(sight["copies"] if sight["asked"] else [])]
        lost = self.judge.lacking(found, window.expected)
        assert not lost, f"what was told to be saved is not there: {lost} in {found}"
        # A copy that a later launch has read back is let go; SCORM promises no more than that launch.
        device.promises = self.judge.lacking(self.record.holds(sight), device.promises)
        if sight["asked"]:
            self.decide(window)
        return True

    def decide(self, window: Window) -> None:
        """Take up what this device kept of another attempt, or not: then it is promised no more."""
        takes = self.chance.random() < 0.5
        window.frame.evaluate("takes => soak.decide(takes)", takes)
        mine = self.judge.mark(window.last)
        if not takes:
            kept = [promise for promise in window.device.promises if self.judge.mark(promise) == mine]
            window.device.promises = kept
        window.frame.evaluate("soak.stir()")
        window.last = window.look()["last"]
        window.handed_in |= handed_in(self.judge.meaning(window.last))

    def finish(self) -> None:
        """Once all works again, the next launch finds everything and brings the record up to date."""
        self.kill_all()
        self.record.heal([])
        self.storage(0, works=True)
        self.launch(0)
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
        assert window.is_open, "healed, but nothing is kept on the device"
        self.record.never_twice(self.attempts)


def handed_in(meaning: Meaning) -> Attempts:
    return {(quiz, attempt) for quiz, attempt in meaning["handedIn"]}


def listed(steps: list[Step]) -> str:
    return "\n".join(f"{n:3} {json.dumps(step)}" for n, step in enumerate(steps))
