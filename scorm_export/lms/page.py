"""A profile as a page of text, for administrators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import fill

from scorm_export.lms.evidence import Case, Evidence, Level, Statement
from scorm_export.lms.fields import ENGLISH
from scorm_export.lms.profile import Profile

_WIDTH = 100
_CASES = {
    Case.SCORM12: "SCORM 1.2",
    Case.SCORM2004: "SCORM 2004",
    Case.XAPI: "xAPI",
    Case.CMI5: "cmi5",
    Case.WHOLE: "one SCO",
    Case.CUT: "several SCOs",
    Case.SCORED: "with points",
    Case.UNSCORED: "without points",
    Case.FAILS: "failed: final",
    Case.NEVER_FAILS: "failed: never",
    Case.SCALED_WITH_VERDICT: "scaled_score: verdict",
    Case.SCALED_RUNNING: "scaled_score: running",
    Case.ATTEMPT_SLOTS: "interaction_slots: attempt",
    Case.QUESTION_SLOTS: "interaction_slots: question",
}
_NUMBERS = {
    "percent": "the pass mark in per cent",
    "scos": "the number of SCOs",
    "standard": "the package's standard",
    "iri": "the course's IRI",
    "verb": "the verb that completes the course",
}
"""What stands for a course's numbers in a text, and what a page that is about no course says."""
_LEVELS = {
    Level.GUESS: "guess: nothing public was found that settles it; try it before learners do",
    Level.DOCUMENTED: "documented: written where the source says",
    Level.TESTED: "tested: seen in the LMS itself",
}


def fill_in(text: str, numbers: dict[str, str]) -> str:
    """Return a text with a course's numbers in it. Raises KeyError for a number that is not known."""
    return text.format_map(numbers)


def about(profile: Profile) -> str:
    """Return the page of a profile."""
    return "\n".join(_page(profile)) + "\n"


def weakest(profile: Profile) -> Level:
    """Return how well the least known of a profile's settings is known."""
    order = list(Level)
    return min((claim.evidence.level for claim in profile.claims.values()), key=order.index)


def _page(profile: Profile) -> Iterator[str]:
    yield f"{profile.label} (--lms {profile.name})"
    yield from ("", "Settings")
    for name, claim in profile.claims.items():
        value = ", ".join(claim.value) if isinstance(claim.value, tuple) else str(claim.value)
        yield _item(f"{name}: {value.lower() if isinstance(claim.value, bool) else value}", claim.evidence)
        yield _below(claim.reason)
    for heading, statements in (
        ("On import", profile.steps),
        ("What reports show", profile.reports),
        ("Known faults", profile.faults),
    ):
        yield from ("", heading)
        yield from _statements(statements)
    yield from ("", "Levels")
    for words in _LEVELS.values():
        yield f"  {words}"
    if profile.sources:
        yield from ("", "Sources")
    for name, source in profile.sources.items():
        version = f", {source.version}" if source.version else ""
        yield _below(f"[{name}] {source.title}. {source.publisher}, {source.date}{version}")
        if source.address:
            yield f"    {source.address}"


def _statements(statements: Iterable[Statement]) -> Iterator[str]:
    known = False
    for statement in statements:
        known = True
        cases = ", ".join(_CASES[case] for case in Case if case in statement.when)
        text = fill_in(statement.texts[ENGLISH], {name: f"<{words}>" for name, words in _NUMBERS.items()})
        if statement.place:
            yield _item(f"{statement.place}{f' ({cases})' if cases else ''}", statement.evidence)
            yield _below(text)
        else:
            yield _item(f"{text}{f' ({cases})' if cases else ''}", statement.evidence)
    if not known:
        yield "  Nothing is known."


def _item(text: str, evidence: Evidence) -> str:
    named = f"[{evidence.level}]"
    return fill(f"{text} {named}", _WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _below(text: str) -> str:
    return fill(text, _WIDTH, initial_indent="    ", subsequent_indent="    ")
