"""The record of a learner who works through a package of this compiler, in SCORM and at a record store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from scorm_export.verify.play.learners import Outcome, rounded

if TYPE_CHECKING:
    from scorm_export.verify.play.record_store import RecordStore
    from scorm_export.verify.play.visits import Act, Visit

_PERCENT = 4
"""Digits of a score between 0 and 1 that a percentage with two digits has."""
_HUNDRED = 100


@dataclass(slots=True)
class ScormRecord:
    """What an LMS holds of a SCO."""

    visit: Callable[[Mapping[str, Any], Act], Visit]
    """Launches it with the data model of earlier launches."""
    is_12: bool
    whole: float
    """What the points of SCORM 1.2 are hundredths of, as a share of the SCO's own: 1, but in a part of a course."""
    stored: dict[str, Any] = field(default_factory=dict)
    results: dict[str, str] = field(default_factory=dict)
    """Of interactions, by number and attempt at writing them."""
    takes_all_answers: ClassVar[bool] = False

    def launch(self, act: Act) -> None:
        """Launch the SCO, act, and leave it."""
        seen = self.visit(self.stored, act)
        self.stored = seen.stored
        sets = [call.given for call in seen.calls if call.name == "SetValue"]
        self.results |= {given[0]: given[1] for given in sets if given[0].endswith(".result")}

    def outcome(self) -> Outcome:
        """Return what the data model holds."""
        core = self.stored.get("core", {}) if self.is_12 else self.stored
        status = core.get("lesson_status" if self.is_12 else "completion_status")
        success = core.get("lesson_status" if self.is_12 else "success_status")
        raw = core.get("score", {}).get("raw")
        return Outcome(
            success if success in ("passed", "failed") else None,
            status in ("passed", "failed", "completed"),
            rounded(float(raw) / _HUNDRED, _PERCENT) if raw not in (None, "") else None,
            len(self.results),
            sum(value == "correct" for value in self.results.values()),
        )

    def reported(self, outcome: Outcome, *, is_part: bool) -> Outcome:
        """Return an outcome as SCORM reports it: completion depends on the verdict, but in parts of 2004."""
        score = None if outcome.score is None else outcome.score * (self.whole if self.is_12 else 1)
        is_completed = outcome.is_completed or (is_part and not self.is_12)
        return replace(outcome, is_completed=is_completed, score=rounded(score, _PERCENT))


@dataclass(slots=True)
class LrsRecord:
    """What a record store holds of an xAPI activity, a unit of cmi5, or a SCO that reports to it as well."""

    store: RecordStore
    activity: str
    is_cmi5: bool = False
    listen: Callable[[RecordStore, Act], object] | None = None
    """Launches it; None where the LMS's record does."""
    takes_all_answers: ClassVar[bool] = True

    def launch(self, act: Act) -> None:
        """Launch the content, act, and leave it."""
        assert self.listen
        self.listen(self.store, act)

    def outcome(self) -> Outcome:
        """Return what the statements about the launched activity say."""
        verdict, score, is_completed, answers = None, None, False, list[dict[str, Any]]()
        # A statement that is sent twice counts once.
        for statement in {str(each.get("id")): each for each in self.store.statements}.values():
            verb = str(statement["verb"]["id"]).rsplit("/", 1)[-1]
            result = statement.get("result", {})
            if verb == "answered" and not _is_anonymous(statement):
                answers.append(result)
            if statement["object"].get("id") != self.activity:
                continue
            is_completed = is_completed or verb == "completed"
            verdict = verb if verb in ("passed", "failed") else verdict
            score = result["score"]["scaled"] if "score" in result else score
        right = sum(result.get("success") is True for result in answers)
        return Outcome(verdict, is_completed, rounded(score, _PERCENT), len(answers), right)

    def reported(self, outcome: Outcome, *, is_part: bool) -> Outcome:  # noqa: ARG002 — parts report as courses do
        """Return an outcome as statements say it: cmi5 has a score with a verdict only (9.5.1)."""
        score = None if self.is_cmi5 and outcome.verdict is None else rounded(outcome.score, _PERCENT)
        return replace(outcome, is_completed=True, score=score)


def _is_anonymous(statement: Mapping[str, Any]) -> bool:
    return str(statement["actor"].get("account", {}).get("name", "")).startswith("anonymous-")
