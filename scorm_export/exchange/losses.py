"""Reports of what a format cannot express: each at its place, and what is the same everywhere once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scorm_export.course import Course, Purpose, Quiz
from scorm_export.diagnostics import Diagnostics, Span


@dataclass(slots=True)
class Losses:
    """Collects reports; each begins with `where`."""

    found: Diagnostics
    where: str = ""
    _counted: dict[str, tuple[Span, int]] = field(default_factory=dict)

    def report(self, what: str, at: Span, hint: str = "") -> None:
        """Report something that is lost."""
        self.found.warn("not-carried", self.where + what, at, hint)

    def quizzes(self, course: Course) -> Iterator[Quiz]:
        """Yield the quizzes that other tools can grade, and report the surveys, which are left out."""
        for quiz in course.quizzes:
            if quiz.purpose is Purpose.SURVEY:
                self.report(f"the survey `{quiz.id}`, which has no right answers", quiz.origin.of("purpose"))
            else:
                yield quiz

    def count(self, what: str, at: Span) -> None:
        """Report something that many questions have once, at the end: at its first place, with their number."""
        first, number = self._counted.get(what, (at, 0))
        self._counted[what] = (first, number + 1)

    def finish(self) -> None:
        """Report what was counted."""
        for what, (at, number) in self._counted.items():
            self.report(what if number == 1 else f"{what} ({number} times)", at)
        self._counted.clear()
