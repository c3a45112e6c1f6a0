"""What a profile says of an LMS, and how well that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How well a claim is known, from least to best."""

    GUESS = "guess"
    DOCUMENTED = "documented"
    TESTED = "tested"


class Case(StrEnum):
    """When a statement holds: for some standards, structures and reporting policies, with or without points."""

    SCORM12 = "scorm12"
    SCORM2004 = "scorm2004"
    XAPI = "xapi"
    CMI5 = "cmi5"
    WHOLE = "whole"
    CUT = "cut"
    SCORED = "scored"
    UNSCORED = "unscored"
    FAILS = "fails"
    NEVER_FAILS = "never-fails"
    SCALED_WITH_VERDICT = "scaled-with-verdict"
    SCALED_RUNNING = "scaled-running"
    ATTEMPT_SLOTS = "attempt-slots"
    QUESTION_SLOTS = "question-slots"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where a claim is written, or how it was seen."""

    title: str
    publisher: str
    date: str
    """Of the source: a year, a month or a day of ISO 8601. Where it bears none, the day on which it was read."""
    version: str | None
    """Of the LMS; None where the source does not say or the LMS has none that customers see."""
    address: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """How well something is known, and from where; a guess may have no source."""

    level: Level
    source: Source | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What a profile sets: the value, why, and the evidence."""

    value: Any
    reason: str
    evidence: Evidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """What a profile tells an administrator: a step of an import, what a report shows, or a fault."""

    place: str
    """The screen or report, in the LMS's own words; empty for a fault."""
    texts: Mapping[str, str]
    """The text by language, English among them; `{pass}` and its like stand for a course's numbers."""
    when: frozenset[Case]
    """All of these have to hold."""
    evidence: Evidence

    def holds(self, cases: frozenset[Case]) -> bool:
        """Whether it concerns a package with these cases."""
        return self.when <= cases
