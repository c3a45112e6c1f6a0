"""Three learners work through a package of this compiler: all right, all wrong, and one who leaves and resumes.

What they bring to a record is compared with what the data of the course say: its points and pass mark, the questions
and the attempts. The script that answers is `learner.ts`; it runs in the course's page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from scorm_export.verify.content import Launch
from scorm_export.verify.findings import Findings, quoted
from scorm_export.verify.learner_work import course_data
from scorm_export.verify.package import Package

if TYPE_CHECKING:
    from playwright.sync_api import Frame

    from scorm_export.verify.play.visits import Act

_SCRIPT = Path(__file__).parents[2] / "player" / "dist" / "verify-learner.js"
Answer = Mapping[str, Any]
"""`Filled` of `filling.ts`: activity, question, answer, and hundredths of points as `earned` and `points`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a course reports of a learner, in the terms of every standard."""

    verdict: str | None
    """`passed` or `failed`; None where there is none."""
    is_completed: bool
    score: float | None
    """0 to 1; None where none is reported."""
    answers: int
    right: int


class Record(Protocol):
    """A learner's record in one standard, over all launches."""

    takes_all_answers: ClassVar[bool]
    """Whether it holds every answer, or as many as the reporting policy of the course says."""

    def launch(self, act: Act) -> None:
        """Launch the course, act, and leave it."""

    def outcome(self) -> Outcome:
        """Return what it holds."""

    def reported(self, outcome: Outcome, *, is_part: bool) -> Outcome:
        """Return an outcome as the standard reports it."""


Records = tuple[Record, Record | None]
"""A learner's record, and that in a record store beside the LMS, if there is one."""


@dataclass(slots=True)
class _Learner:
    record: Record
    also: Record | None
    answers: list[Answer] = field(default_factory=list)

    def work(self, how: str, start: str) -> None:
        """Do everything from an activity on."""

        def act(frame: Frame) -> None:
            frame.evaluate(_script())
            self.answers += frame.evaluate("([how, from]) => verifyLearner.take(how, from)", [how, start])

        self.record.launch(act)

    def leave_at(self, stop: str) -> list[Answer]:
        """Leave at an activity with answers that were not handed in, and return these."""
        draft: list[Answer] = []

        def act(frame: Frame) -> None:
            frame.evaluate(_script())
            before, left = frame.evaluate("(stop) => verifyLearner.begin(stop)", stop)
            self.answers += before
            draft.extend(left)

        self.record.launch(act)
        return draft

    def resume(self, start: str) -> tuple[str, list[Answer]]:
        """Launch the course again, return the place and the answers that stand there, and do the rest."""
        place, standing = "", list[Answer]()

        def act(frame: Frame) -> None:
            nonlocal place, standing
            frame.evaluate(_script())
            place, standing = frame.evaluate("() => verifyLearner.standing()")
            self.answers += frame.evaluate("(from) => verifyLearner.take('right', from)", start)

        self.record.launch(act)
        return place, standing


@cache
def _script() -> str:
    return _SCRIPT.read_text("utf-8")


def work_of(package: Package, launch: Launch) -> dict[str, Any] | None:
    """Return the data of a course that learners can be compared with; None for packages of other tools."""
    try:
        data = course_data(package, launch.file)
    except ValueError:
        return None
    return data if data and data.get("format") == 1 and data.get("activities") else None


def check_learners(data: dict[str, Any], records: Sequence[Records], name: str, found: Findings) -> None:
    """Let three learners work, each in records of their own, and report what differs from what the course says."""
    from playwright.sync_api import Error  # noqa: PLC0415 — an extra

    first, stop = data["activities"][0]["id"], _stop(data["activities"])
    right, wrong, resuming = (_Learner(*each) for each in records)
    try:
        for who, learner in (("right", right), ("wrong", wrong)):
            learner.work(who, first)
            _compare(data, learner, f"a learner who answers {who}", name, found)
        draft = resuming.leave_at(stop)
        place, standing = resuming.resume(stop)
    except Error as problem:
        reason = quoted(str(problem).splitlines()[0])
        found.error("play-learner-stuck", f"a learner could not get through the course: {reason}", name)
        return
    if place != stop:
        found.error("play-learner-place", f"left at {quoted(stop)}, a learner was launched at {quoted(place)}", name)
    elif lost := {_key(each) for each in draft} - {_key(each) for each in standing}:
        questions = ", ".join(sorted(quoted(question) for question, _ in lost))
        found.error("play-learner-place", f"answers that were not handed in are lost: {questions}", name)
    _compare(data, resuming, "a learner who left and resumed", name, found)


def _key(answer: Answer) -> tuple[str, str]:
    return answer["question"], answer["answer"]


def _stop(activities: Sequence[Mapping[str, Any]]) -> str:
    """Return where the learner leaves: at a quiz that keeps answers, if possible not the first activity."""
    quizzes = [each["id"] for each in activities if each["kind"] == "quiz" and not each.get("anonymous")]
    later = [each for each in quizzes if each != activities[0]["id"]]
    return str((later or quizzes or [activities[-1]["id"]])[0])


def _compare(data: dict[str, Any], learner: _Learner, who: str, name: str, found: Findings) -> None:
    _compare_with(learner.record, data, learner.answers, who, name, found)
    if learner.also:
        _compare_with(learner.also, data, learner.answers, f"in statements, {who}", name, found)


def _compare_with(
    record: Record, data: dict[str, Any], answers: Sequence[Answer], who: str, name: str, found: Findings
) -> None:
    if record.takes_all_answers:
        data = data | {"reporting": {**data.get("reporting", {}), "interactions": {}}}
    said = record.outcome()
    due = record.reported(expected(data, answers), is_part="part" in data)
    # Nobody watches the videos, so a lesson that asks for it is not done.
    if any(item["kind"] == "video" for each in data["activities"] for item in each.get("items", ())):
        score = None if said.score is None else due.score
        due = replace(due, verdict=said.verdict, is_completed=said.is_completed, score=score)
    report_differences(said, due, who, name, found)


def report_differences(said: Outcome, due: Outcome, who: str, name: str, found: Findings) -> None:
    """Report where the record of a learner is not as it should be."""
    if (said.verdict, said.is_completed) != (due.verdict, due.is_completed):
        found.error("play-learner-status", f"{who} should be {_status(due)}, but is reported as {_status(said)}", name)
    if said.score != due.score:
        scores = f"{_percent(due.score)}, but the score reported is {_percent(said.score)}"
        found.error("play-learner-score", f"{who} should have {scores}", name)
    if (said.answers, said.right) != (due.answers, due.right):
        numbers = (
            f"{due.answers} answers, {due.right} of them right; {said.answers} were reported, {said.right} as right"
        )
        found.error("play-learner-answers", f"{who} gave {numbers}", name)


def _status(outcome: Outcome) -> str:
    return f"{'completed' if outcome.is_completed else 'incomplete'}{f' and {v}' if (v := outcome.verdict) else ''}"


def _percent(score: float | None) -> str:
    return "none" if score is None else f"{score * 100:g} %"


def expected(data: dict[str, Any], answers: Sequence[Answer]) -> Outcome:
    """Return what a course says of a learner who did everything once, with these answers."""
    reporting, withheld = data.get("reporting", {}), data.get("withheld", ())
    graded = [each for each in data["activities"] if each["kind"] == "quiz" and not each.get("purpose")]
    earned = {each["id"]: max(0, sum(a["earned"] for a in answers if a["activity"] == each["id"])) for each in graded}
    verdict, score, scoring = None, None, data["scoring"]
    if scoring:
        total, mark = scoring["total"], scoring["pass"]
        reachable = {each["id"]: _reachable(each, earned[each["id"]]) for each in graded}
        verdicts = [_judged(sum(earned.values()), mark, sum(reachable.values()))]
        for quiz in graded:
            if quiz.get("essential"):
                own = quiz.get("pass", ceil(mark * quiz["points"] / total))
                verdicts.append(_judged(earned[quiz["id"]], own, reachable[quiz["id"]]))
        verdict = "failed" if "failed" in verdicts else None if None in verdicts else "passed"
        verdict = None if verdict == "failed" and reporting.get("neverFails") else verdict
        score = None if verdict is None and "running score" in withheld else sum(earned.values()) / total
    silent = {each["id"] for each in data["activities"] if each.get("anonymous")}
    if data.get("checksUnreported"):
        silent |= {each["id"] for each in data["activities"] if each["kind"] == "lesson"}
    told = [] if "interactions" in withheld else [each for each in answers if each["activity"] not in silent]
    told = told[: reporting.get("interactions", {}).get("most")]
    right = sum(0 < each["points"] == each["earned"] for each in told)
    return Outcome(verdict, verdict is not None or not scoring, score, len(told), right)


def _reachable(quiz: Mapping[str, Any], earned: int) -> int:
    """Return the most points of a quiz that was handed in once."""
    attempts, counts = int(quiz["attempts"]), quiz.get("counts")
    if attempts == 1 or counts == "first":
        return earned
    if counts == "average" and attempts:
        return round((earned + (attempts - 1) * int(quiz["points"])) / attempts)
    return int(quiz["points"])


def _judged(earned: int, mark: int, reachable: int) -> str | None:
    if earned >= mark:
        return "passed"
    return "failed" if reachable < mark else None


def rounded(score: float | None, digits: int) -> float | None:
    """Return a score as it is reported: rounded down, so that none seems to reach a pass mark that it did not."""
    return None if score is None else floor(score * 10**digits + 1e-6) / 10**digits
