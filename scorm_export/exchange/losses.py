"""What is not carried from one format to another: told line by line, and what is the same everywhere once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scorm_export.course import Course, Purpose, Quiz
from scorm_export.diagnostics import Diagnostics, Span


@dataclass(slots=True)
class Losses:
    """Where what is not carried is told; `where` begins each message, if there is something to say."""

    found: Diagnostics
    where: str = ""
    _counted: dict[str, tuple[Span, int]] = field(default_factory=dict)

    def tell(self, what: str, at: Span, hint: str = "") -> None:
        """Tell of something that is not carried."""
        self.found.warn("not-carried", self.where + what, at, hint)

    def quizzes(self, course: Course) -> Iterator[Quiz]:
        """Yield the quizzes that other tools can judge, and tell of the surveys that are left out."""
        for quiz in course.quizzes:
            if quiz.purpose is Purpose.SURVEY:
                self.tell(f"the survey `{quiz.id}`: nothing in it is right", quiz.origin.of("purpose"))
            else:
                yield quiz

    def count(self, what: str, at: Span) -> None:
        """Tell, in the end, of something that many questions have: once, with its first place and how often it is."""
        first, number = self._counted.get(what, (at, 0))
        self._counted[what] = (first, number + 1)

    def finish(self) -> None:
        """Tell what was counted."""
        for what, (at, number) in self._counted.items():
            self.tell(what if number == 1 else f"{what} ({number} times)", at)
        self._counted.clear()
