"""How results are reported: a course's own policy, over which an LMS profile may have one of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from scorm_export.course.question import Origin
from scorm_export.source.kinds import Kind
from scorm_export.source.scalars import Flag, OneOf, WholeNumber


class ScaledScore(StrEnum):
    """When the score is also sent as a share of 0 to 1, by which an LMS may judge: with the verdict, or at once."""

    VERDICT = "verdict"
    RUNNING = "running"


class Failed(StrEnum):
    """What *failed* means: that no attempt is left that could pass, or it is never reported."""

    FINAL = "final"
    NEVER = "never"


class Slots(StrEnum):
    """Whether each attempt adds its interactions behind all others, or each question keeps one place of its own.

    With a place of its own an interaction's id has no number of the attempt. No list holds an id twice, since some LMSs
    refuse that.
    """

    ATTEMPT = "attempt"
    QUESTION = "question"


class AfterPassing(StrEnum):
    """What learners who have passed may still do for their record: improve it, or it stays as it is."""

    IMPROVE = "improve"
    KEEP = "keep"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reporting:
    """The policy of a course; the defaults are what suits any LMS."""

    scaled_score: ScaledScore = ScaledScore.VERDICT
    failed: Failed = Failed.FINAL
    interaction_slots: Slots = Slots.ATTEMPT
    most_interactions: int | None = None
    """Interactions that are reported of a learner; later ones are not. None for all."""
    question_texts: bool = True
    """Whether the text of a question goes along, where a standard has a place for it."""
    after_passing: AfterPassing = AfterPassing.IMPROVE
    origin: Origin | None = field(default=None, compare=False, repr=False)
    """None where the course says nothing."""


FIELDS: tuple[tuple[str, Kind[Any], str], ...] = (
    ("scaled_score", OneOf(ScaledScore), "when the score is sent as a share of 0 to 1"),
    ("failed", OneOf(Failed), "what failed means"),
    ("interaction_slots", OneOf(Slots), "what has a place of its own among the interactions"),
    ("most_interactions", WholeNumber(1, 10_000), "interactions that are reported of a learner"),
    ("question_texts", Flag(), "whether the text of a question goes along"),
    ("after_passing", OneOf(AfterPassing), "whether learners who have passed may improve what is reported"),
)
"""The fields of a policy: their names, what they hold, and what they say."""
