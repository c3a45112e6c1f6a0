"""The import sheet: a page beside a package that tells an administrator what to choose, with the course's numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from scorm_export.course import Course, Structure
from scorm_export.course.reporting import Failed, ScaledScore, Slots
from scorm_export.interface.numbers import counted, fixed
from scorm_export.interface.numbers import written as in_words
from scorm_export.interface.words import FALLBACK, Words, direction, language_of_folder, words_for, words_of
from scorm_export.lms.evidence import Case, Source, Statement
from scorm_export.lms.page import fill_in
from scorm_export.lms.profile import Profile
from scorm_export.targets.base import Target
from scorm_export.targets.lom import minutes

_HERE = Path(__file__).parent
END = "import-sheet.html"
"""The end of the file's name."""
_MAXIMUM = "100"
"""A course's score is its share of all points, in per cent, in every standard that has a raw score."""
_HUNDREDTH = Decimal("0.01")
_HUNDRED_PERCENT = Decimal(100)
_MARKED = re.compile(r"\*([^*]+)\*|`([^`]+)`")
_VERBS = "http://adlnet.gov/expapi/verbs"


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What is known of a package when it is written."""

    name: str
    """Of its file."""
    size: int
    files: int
    launches: int
    state_characters: int


def import_sheet(course: Course, target: Target, profile: Profile, written: Written, language: str) -> bytes:
    """Return the sheet as HTML that needs no other file; `language` is the administrator's."""
    own = language_of_folder("targets", "import_sheet", language)
    words = words_of("targets", language)["import_sheet"]
    spoken = words_for(own)
    cases = cases_of(course, target, profile)
    numbers = _numbers(course, target, written)

    def holding(statements: tuple[Statement, ...]) -> list[Statement]:
        return [statement for statement in statements if statement.holds(cases)]

    told = [holding(each) for each in (profile.steps, profile.reports, profile.faults)]
    sources = list(dict.fromkeys(s.evidence.source for group in told for s in group if s.evidence.source))

    def language_of(statement: Statement) -> str:
        return own if own in statement.texts else FALLBACK

    def text(statement: Statement) -> Markup:
        return _marked(fill_in(statement.texts[language_of(statement)], numbers), own)

    def number(source: Source) -> int:
        return sources.index(source) + 1

    pages = Environment(loader=FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page = pages.get_template("sheet.html").render(
        title=words["title"].format(course=course.title),
        course=course,
        lms=profile.label,
        language=own,
        not_english=own != FALLBACK,
        direction=direction(own),
        style=Markup((_HERE / "sheet.css").read_text("utf-8")),  # noqa: S704 — our own file
        words=words,
        facts=_facts(course, target, written, words, spoken),
        numbers=_grades(course, written, words, spoken),
        steps=told[0],
        reports=told[1],
        faults=told[2],
        after=[words[f"after_{step}"] for step in _after(course)],
        more_time=_marked(words["more_time_text"].format(place=words["places"][_family(target)]), own),
        sources=sources,
        language_of=language_of,
        text=text,
        number=number,
        anchor=lambda source: f"source-{number(source)}",
    )
    return page.encode()


def cases_of(course: Course, target: Target, profile: Profile) -> frozenset[Case]:
    """Return the cases of a course's package, by which a profile's statements hold."""
    policy = profile.settings.policy(course.reporting)
    return frozenset(
        {
            Case(_family(target)),
            Case.WHOLE if course.structure is Structure.COURSE else Case.CUT,
            Case.SCORED if course.scoring else Case.UNSCORED,
            Case.FAILS if policy.failed is Failed.FINAL else Case.NEVER_FAILS,
            Case.SCALED_WITH_VERDICT if policy.scaled_score is ScaledScore.VERDICT else Case.SCALED_RUNNING,
            Case.ATTEMPT_SLOTS if policy.interaction_slots is Slots.ATTEMPT else Case.QUESTION_SLOTS,
        }
    )


def known_faults(course: Course, target: Target, profile: Profile) -> list[str]:
    """Return in English what an LMS will make of a course's package that its administrator should know."""
    cases = cases_of(course, target, profile)
    return [fault.texts[FALLBACK] for fault in profile.faults if fault.holds(cases)]


def _family(target: Target) -> str:
    return target.name.partition("-")[0]


def percent(course: Course, launches: int) -> str:
    """Return the pass mark in per cent of all points, as it is typed into an LMS; empty without points.

    It is rounded down as the scores are that the LMS gets, so that who has exactly the pass mark reaches it: once for
    a score, and in a course of several launches once for each of them.
    """
    if course.scoring is None:
        return ""
    share = (course.scoring.passing * 100 / course.scoring.total).quantize(_HUNDREDTH, ROUND_DOWN)
    is_exact = _HUNDRED_PERCENT % course.scoring.total == 0
    lowest = share if is_exact else share - (launches - 1) * _HUNDREDTH
    return f"{lowest.normalize():f}"


def _numbers(course: Course, target: Target, written: Written) -> dict[str, str]:
    return {
        "percent": percent(course, written.launches),
        "scos": str(written.launches),
        "standard": target.label,
        "iri": course.iri,
        "verb": f"{_VERBS}/{'passed' if course.scoring else 'completed'}",
    }


def _facts(
    course: Course, target: Target, written: Written, words: dict[str, Any], spoken: Words
) -> list[tuple[str, str]]:
    kilobytes = written.size / 1024
    size = (
        words["size_mb"].format(size=fixed(f"{kilobytes / 1024:.1f}", spoken))
        if kilobytes >= 1024  # noqa: PLR2004 — a megabyte
        else words["size_kb"].format(size=fixed(f"{kilobytes:.0f}", spoken))
    )
    most, limit = (in_words(each, spoken) for each in (written.state_characters, target.limits.state_characters))
    state = words["state_of"].format(most=most, limit=limit)
    return [
        (words["file"], written.name),
        (words["standard"], target.label),
        (words["size"], size),
        (words["files"], in_words(written.files, spoken)),
        (words["identifier"], f"{course.id}, {course.iri}"),
        (words["version"], course.version),
        (words["language"], course.language),
        (words["scos"], in_words(written.launches, spoken)),
        (words["state"], state),
        (words["time"], _time(minutes(course), words, spoken)),
    ]


def _time(minutes: int, words: dict[str, Any], spoken: Words) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [words["hours"].format(hours=in_words(hours, spoken))] if hours else []
    if rest or not hours:
        parts.append(words["minutes"].format(minutes=in_words(rest, spoken)))
    return " ".join(parts)


def _grades(course: Course, written: Written, words: dict[str, Any], spoken: Words) -> list[tuple[str, str]]:
    """Return what is typed into an LMS, which is left as it has to be typed, and what it means."""
    if course.scoring is None:
        return []
    total = course.scoring.total.normalize()
    said = counted(words["points"], f"{total:f}", spoken)
    points = {"pass": in_words(course.scoring.passing, spoken), "total": in_words(total, spoken)}
    passed = said.format(percent=percent(course, written.launches), **points)
    return [(words["maximum"], _MAXIMUM), (words["pass_mark"], passed)]


def _after(course: Course) -> list[str]:
    return ["open", *(["quiz"] if course.scoring else []), "return", "delete"]


def _marked(text: str, language: str) -> Markup:
    """Return a text in which `*…*` is in the LMS's own words and `` `…` `` is code; both are English."""
    foreign = Markup(' lang="en"') if language != FALLBACK else Markup("")
    out, at = Markup(""), 0
    for match in _MARKED.finditer(text):
        out += escape(text[at : match.start()])
        name, words = ("b", match[1]) if match[1] else ("code", match[2])
        out += Markup("<{name}{foreign}>{words}</{name}>").format(name=name, foreign=foreign, words=words)
        at = match.end()
    return out + escape(text[at:])
