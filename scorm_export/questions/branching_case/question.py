"""Branching case: a scenario whose decisions lead from step to step, scored along the path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from scorm_export.course import Interaction, Origin, Question, TypicalAnswer
from scorm_export.course.answer_key import AnswerKey
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions.base import common, question_type
from scorm_export.questions.branching_case.notation import NOTATION
from scorm_export.questions.entries import ENTRY_ID, check_ids, check_texts
from scorm_export.source.document import Document
from scorm_export.source.fields import ListOf, MarkdownText, Record, Values, defaulted, optional, required
from scorm_export.source.scalars import Points
from scorm_export.source.texts import OPTION_ID

_MOST_WAYS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What a learner can decide at a step."""

    id: str
    text: Document
    points: Decimal
    consequence: Document | None
    following: str | None
    """The id of the step that it leads to; None where the case ends."""
    origin: Origin = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What happens, and what can be decided then."""

    id: str
    text: Document
    choices: tuple[Choice, ...]
    origin: Origin = field(compare=False, repr=False)


_TEXT = required("text", MarkdownText(inline=True), "what can be decided")
_POINTS = defaulted("points", Points(or_none=True), Decimal(0), "points for deciding so; none by default")
_CONSEQUENCE = optional("consequence", MarkdownText(), "what it leads to, shown at once; Markdown")
_NEXT = optional("next", OPTION_ID, "the id of the step that follows; left out where the case ends")
_CHOICES = required(
    "choices",
    ListOf(
        Record(
            "a choice",
            (ENTRY_ID, _TEXT, _POINTS, _CONSEQUENCE, _NEXT),
            lambda v: Choice(
                id=v[ENTRY_ID],
                text=v[_TEXT],
                points=v[_POINTS],
                consequence=v[_CONSEQUENCE],
                following=v[_NEXT],
                origin=Origin(v.span, v.spans),
            ),
        ),
        least=2,
    ),
    "what can be decided, in order",
)
_STEP_TEXT = required("text", MarkdownText(), "what happens; Markdown")
_STEPS = required(
    "steps",
    ListOf(
        Record(
            "a step",
            (ENTRY_ID, _STEP_TEXT, _CHOICES),
            lambda v: Step(id=v[ENTRY_ID], text=v[_STEP_TEXT], choices=v[_CHOICES], origin=Origin(v.span, v.spans)),
        ),
        least=1,
    ),
    "the steps; the first is where the case begins",
)


@dataclass(frozen=True, kw_only=True)
class BranchingCase(Question):
    """Steps from the first to an end; what the decisions earn is added up."""

    type: ClassVar[str] = "branching-case"
    steps: tuple[Step, ...]

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the question."""
        yield from super().documents()
        for step in self.steps:
            yield step.text
            yield from (choice.text for choice in step.choices)

    def revealed(self) -> Mapping[str, Document]:
        """Return the explanation, and what each decision leads to by the ids of step and choice, as `a.b`."""
        return {
            **super().revealed(),
            **{f"{step.id}.{c.id}": c.consequence for step in self.steps for c in step.choices if c.consequence},
        }

    def interaction(self) -> Interaction:
        """Return the steps of a performance."""
        return Interaction(type="performance", steps=tuple((step.id, step.text) for step in self.steps))

    def typical_answers(self) -> tuple[TypicalAnswer, ...]:
        """Return ways through the case, the best one first."""
        ways = sorted(self._ways(), key=lambda way: -sum(choice.points for _, choice in way))
        return tuple(
            TypicalAnswer(
                "[,]".join(f"{step.id}[.]{choice.id}" for step, choice in way),
                sum((choice.points for _, choice in way), Decimal(0)),
            )
            for way in ways
        )

    def _ways(self) -> Iterator[tuple[tuple[Step, Choice], ...]]:
        """Yield ways from the first step to an end, but no more than can be told apart in a report."""
        steps = {step.id: step for step in self.steps}
        open_ways: list[tuple[tuple[Step, Choice], ...]] = [((self.steps[0], c),) for c in self.steps[0].choices]
        for _ in range(_MOST_WAYS):
            if not open_ways:
                return
            way = open_ways.pop(0)
            following = way[-1][1].following
            if following is None:
                yield way
            else:
                open_ways += [(*way, (steps[following], choice)) for choice in steps[following].choices]

    def check(self, found: Diagnostics) -> None:
        """Report ids that are there twice, steps that do not hang together, and points that nobody can earn."""
        check_ids("step", self.steps, found)
        for step in self.steps:
            check_ids("choice", step.choices, found)
            check_texts("choice", step.choices, found)
        if self.steps:
            reached, back = _explore(self.steps)
            self._check_ways(reached, back, found)
            if not back:
                self._check_points(reached, found)

    def _check_ways(self, reached: Sequence[Step], back: Sequence[Choice], found: Diagnostics) -> None:
        ids = [step.id for step in self.steps]
        for choice in (choice for step in self.steps for choice in step.choices):
            if choice.following is not None and choice.following not in ids:
                found.error(
                    "unknown-step",
                    f"there is no step `{choice.following}`",
                    choice.origin.of("next"),
                    f"the steps are {', '.join(f'`{name}`' for name in ids)}",
                )
        for choice in back:
            found.error(
                "endless-case",
                f"the step `{choice.following}` comes before this one: the case might never end",
                choice.origin.of("next"),
                "lead on to another step, or leave `next` out to end the case",
            )
        for step in self.steps:
            if step.id and step.id not in [one.id for one in reached]:
                found.error(
                    "unreachable-step",
                    f"no decision leads to the step `{step.id}`",
                    step.origin.of("id"),
                    f"name it by `next: {step.id}`, or leave it out",
                )

    def _check_points(self, reached: Sequence[Step], found: Diagnostics) -> None:
        most: dict[str | None, Decimal] = {}
        for step in reached:
            most[step.id] = max(
                (c.points + most.get(c.following, Decimal(0)) for c in step.choices), default=Decimal(0)
            )
        best = most[self.steps[0].id]
        if best != self.points:
            found.error(
                "best-path-points",
                f"the best path earns {best} points, the question has {self.points}",
                self.origin.of("points"),
                f"set `points: {best}`, or change what decisions earn" if best else "give `points` to the good choices",
            )

    def response_length(self) -> int:
        """Return two, the ids of step and choice, for each step of the longest path."""
        longest: dict[str | None, int] = {}
        for step in _explore(self.steps)[0]:
            longest[step.id] = 1 + max((longest.get(choice.following, 0) for choice in step.choices), default=0)
        return 2 * max(longest.values(), default=0)

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:
        """Return where each choice leads, by step, and veiled the hundredths of points of each as `{"a.b": 200}`."""
        earned = {f"{step.id}.{c.id}": int(c.points * 100) for step in self.steps for c in step.choices}
        return {
            "steps": [[step.id, {choice.id: choice.following or "" for choice in step.choices}] for step in self.steps],
            "earned": key.veil(json.dumps(earned, separators=(",", ":"))),
        }


def _explore(steps: Sequence[Step]) -> tuple[Sequence[Step], Sequence[Choice]]:
    """Return the steps that can be reached, each after those that it leads to, and the choices that lead back."""
    by_id: dict[str | None, Step] = {step.id: step for step in reversed(steps) if step.id}
    reached: list[Step] = []
    back: list[Choice] = []
    begun: set[str] = set()

    def visit(step: Step) -> None:
        begun.add(step.id)
        for choice in step.choices:
            following = by_id.get(choice.following)
            if following is not None and following.id not in begun:
                visit(following)
            elif following is not None and following not in reached:
                back.append(choice)
        reached.append(step)

    for first in steps[:1]:
        visit(first)
    return reached, back


def _build(values: Values) -> Question:
    return BranchingCase(**common(values), steps=values[_STEPS])


TYPE = question_type(BranchingCase.type, (_STEPS,), _build, notation=NOTATION)
